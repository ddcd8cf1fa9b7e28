// The page works without this file. It shows the print button, which needs a script to do its work, and puts a
// slider below the number field of a budget. In a form marked data-live, letting go of the slider sends the form.
(function () {
  var held = "", about = "";

  function addSlider(field) {
    if (document.getElementById(field.id + "-slider")) { return; }
    var slider = document.createElement("input");
    var waiting;
    slider.type = "range";
    slider.id = field.id + "-slider";
    slider.min = "0";
    slider.max = field.dataset.slider;
    slider.step = "50";
    slider.value = field.value || field.dataset.slider;
    slider.setAttribute("aria-label", field.labels[0].textContent);
    slider.addEventListener("input", function () { field.value = slider.value; });
    slider.addEventListener("change", function () {
      // arrow keys change it step by step: wait until they rest
      clearTimeout(waiting);
      waiting = setTimeout(function () {
        if (field.form.hasAttribute("data-live")) { field.form.requestSubmit(); }
      }, 600);
    });
    field.addEventListener("input", function () { slider.value = field.value || field.dataset.slider; });
    field.after(slider);
    if (held === slider.id) { slider.focus({ preventScroll: true }); }
  }

  function look(part) {
    part.querySelectorAll("[data-slider]").forEach(addSlider);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-no-print]").forEach(function (hint) { hint.hidden = true; });
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
    look(document);
  });
  document.addEventListener("htmx:beforeSwap", function () {
    var focused = document.activeElement;
    held = focused ? focused.id : "";
    about = focused && focused.name === "do" ? focused.value.split(" ")[1] : "";
  });
  document.addEventListener("htmx:afterSettle", function () {
    // the button is gone, its program is not: go on from the program's first button
    if (document.activeElement !== document.body || !about) { return; }
    var next = Array.from(document.querySelectorAll("#plan button[name=do]")).find(function (button) {
      return button.value.split(" ")[1] === about;
    });
    if (next) { next.focus({ preventScroll: true }); }
  });
  document.addEventListener("htmx:load", function (event) { look(event.detail.elt); });
})();
