// The page works without this file. It shows the print button, which needs a script to do its work, and puts a
// slider below the number field of a budget.
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("[data-no-print]").forEach(function (hint) { hint.hidden = true; });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  document.querySelectorAll("[data-slider]").forEach(function (field) {
    var slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.max = field.dataset.slider;
    slider.step = "50";
    slider.value = field.value || field.dataset.slider;
    slider.setAttribute("aria-label", field.labels[0].textContent);
    slider.addEventListener("input", function () { field.value = slider.value; });
    field.addEventListener("input", function () { slider.value = field.value || field.dataset.slider; });
    field.after(slider);
  });
});
