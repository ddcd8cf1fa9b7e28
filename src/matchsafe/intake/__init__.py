"""Messages from programs and old trackers, read into proposed events; nothing is accepted here, run or fetched.

>>> from matchsafe.intake import OwnProgram, messages_of_text, propose_events
>>> mine = [OwnProgram("a1", "Palm Bay Medical Center", "internal_medicine", "categorical")]
>>> text = "Palm Bay Medical Center (IM) is pleased to invite you to interview on November 12, 2026 at 9 AM ET."
>>> [event] = propose_events(messages_of_text(text), mine)
>>> event.kind, event.application, event.start.text()
('invitation', 'a1', '2026-11-12T09:00:00-05:00')
"""

from matchsafe.domain.lazy import loader

__getattr__ = loader(
    "matchsafe.intake",
    {
        "Message": "messages",
        "MessageError": "messages",
        "OwnProgram": "program_match",
        "ProposedEvent": "proposals",
        "messages_of_text": "messages",
        "propose_events": "message_events",
        "read_messages": "messages",
    },
)
