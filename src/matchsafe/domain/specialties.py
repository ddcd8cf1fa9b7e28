"""Specialties by their code: the name people say and the name the Match reports print."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

SPECIALTY_NAMES: Final[dict[str, str]] = {
    "anesthesiology": "Anesthesiology",
    "child_neurology": "Child Neurology",
    "dermatology": "Dermatology",
    "emergency_medicine": "Emergency Medicine",
    "family_medicine": "Family Medicine",
    "internal_medicine": "Internal Medicine",
    "internal_medicine_pediatrics": "Internal Medicine/Pediatrics",
    "interventional_radiology": "Interventional Radiology (Integrated)",
    "neurological_surgery": "Neurological Surgery",
    "neurology": "Neurology",
    "nuclear_medicine": "Nuclear Medicine",
    "obstetrics_gynecology": "Obstetrics and Gynecology",
    "ophthalmology": "Ophthalmology",
    "orthopaedic_surgery": "Orthopaedic Surgery",
    "otolaryngology": "Otolaryngology",
    "pathology": "Pathology",
    "pediatrics": "Pediatrics",
    "physical_medicine_rehabilitation": "Physical Medicine and Rehabilitation",
    "plastic_surgery": "Plastic Surgery (Integrated)",
    "psychiatry": "Psychiatry",
    "public_health_preventive_medicine": "Public Health and Preventive Medicine",
    "radiation_oncology": "Radiation Oncology",
    "radiology_diagnostic": "Radiology-Diagnostic",
    "surgery_general": "Surgery-General",
    "thoracic_surgery": "Thoracic Surgery (Integrated)",
    "transitional_year": "Transitional Year",
    "urology": "Urology",
    "vascular_surgery": "Vascular Surgery (Integrated)",
}
"""Every specialty a season file may name."""

OWN_MATCH: Final = ("ophthalmology", "urology")
"""Specialties with a match of their own: neither the dates nor the figures of the Main Residency Match are theirs."""

_ALIASES: Final[dict[str, str]] = {
    "anesthesia": "anesthesiology", "derm": "dermatology", "em": "emergency_medicine",
    "ent": "otolaryngology", "fm": "family_medicine", "family_practice": "family_medicine",
    "general_surgery": "surgery_general", "surgery": "surgery_general", "gs": "surgery_general",
    "im": "internal_medicine", "medicine": "internal_medicine", "integrated_ir": "interventional_radiology",
    "ir": "interventional_radiology", "med_peds": "internal_medicine_pediatrics", "neuro": "neurology",
    "neurosurgery": "neurological_surgery", "ob_gyn": "obstetrics_gynecology", "obgyn": "obstetrics_gynecology",
    "obstetrics_and_gynecology": "obstetrics_gynecology", "ortho": "orthopaedic_surgery",
    "orthopedic_surgery": "orthopaedic_surgery", "orthopedics": "orthopaedic_surgery", "path": "pathology",
    "peds": "pediatrics", "paediatrics": "pediatrics", "physical_medicine_and_rehabilitation":
    "physical_medicine_rehabilitation", "pm_r": "physical_medicine_rehabilitation",
    "pmr": "physical_medicine_rehabilitation", "plastics": "plastic_surgery", "prs": "plastic_surgery",
    "preventive_medicine": "public_health_preventive_medicine", "psych": "psychiatry",
    "rad_onc": "radiation_oncology", "radiology": "radiology_diagnostic",
    "diagnostic_radiology": "radiology_diagnostic", "ty": "transitional_year", "transitional": "transitional_year",
    "ctsurg": "thoracic_surgery", "cardiothoracic_surgery": "thoracic_surgery",
}  # fmt: skip


def specialty_name(code: str) -> str:
    """The printed name of a specialty code, such as ``"Internal Medicine"``.

    Raises:
        KeyError: If the code is not in ``SPECIALTY_NAMES``.
    """
    return SPECIALTY_NAMES[code]


@lru_cache(maxsize=4096)
def specialty_code(text: str) -> str | None:
    """The code behind a code, a printed name or a common short form ("IM", "Ob/Gyn"); ``None`` if unknown."""
    key = "_".join(part for part in "".join(c if c.isalnum() else " " for c in text.lower()).split())
    if key in SPECIALTY_NAMES:
        return key
    if key in _ALIASES:
        return _ALIASES[key]
    by_name = {"_".join("".join(c if c.isalnum() else " " for c in n.lower()).split()): k
               for k, n in SPECIALTY_NAMES.items()}  # fmt: skip
    return by_name.get(key)
