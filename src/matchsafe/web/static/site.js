// The page works without this file. It only shows the print button, which needs a script to do its work.
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("[data-no-print]").forEach(function (hint) { hint.hidden = true; });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
});
