// A rank list and a couple's pairs work without this file: numbers, arrows and forms are part of the page. This adds a
// handle to each row, to be dragged or moved with the arrow keys; the places follow, and "Save this order" sends them.
(function () {
  function rows() { return Array.from(document.querySelectorAll("[data-rank]")); }
  if (!rows().length || !document.querySelector("[data-place]")) { return; }
  var said = document.getElementById("rank-said");
  var order = document.getElementById("rank-order");
  var save = document.getElementById("rank-save");
  document.querySelectorAll("[data-drag]").forEach(function (hint) { hint.hidden = false; });

  function tell(row) {
    var all = rows();
    all.forEach(function (each, at) {
      var place = each.querySelector("[data-place]");
      if (place.matches("input")) { place.value = at + 1; } else { place.textContent = at + 1; }
    });
    if (order) { order.value = all.map(function (each) { return each.dataset.rank; }).join(","); }
    if (save) { save.hidden = false; }
    said.textContent = row.dataset.name + " is now at place " + (all.indexOf(row) + 1) + ". Save this order to keep it.";
  }

  // the row that the pointer is above the middle of, and the last one that can be seen
  function target(y) {
    var seen = rows().filter(function (row) { return row.offsetHeight > 0; });
    var before = seen.find(function (row) {
      var box = row.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    return { before: before, last: seen[seen.length - 1] };
  }

  function unmark() {
    rows().forEach(function (row) { row.classList.remove("drop-before", "drop-after"); });
  }

  rows().forEach(function (row) {
    var handle = document.createElement("button");
    handle.type = "button";
    handle.className = "secondary handle";
    handle.textContent = "⠿";
    handle.setAttribute("aria-label", "Drag " + row.dataset.name + ", or move it with the arrow keys");
    row.querySelector("[data-do]").prepend(handle);
    handle.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      row.classList.add("dragged");
    });
    // the row moves once it is let go of: a captured pointer is lost with an element that moves
    handle.addEventListener("pointermove", function (event) {
      if (!row.classList.contains("dragged")) { return; }
      if (event.clientY < 48) { window.scrollBy(0, -24); }
      if (event.clientY > window.innerHeight - 48) { window.scrollBy(0, 24); }
      unmark();
      var at = target(event.clientY);
      if (at.before) { at.before.classList.add("drop-before"); } else { at.last.classList.add("drop-after"); }
    });
    handle.addEventListener("pointerup", function (event) {
      if (!row.classList.contains("dragged")) { return; }
      row.classList.remove("dragged");
      unmark();
      var all = rows(), from = all.indexOf(row), at = target(event.clientY);
      if (at.before) { at.before.before(row); } else { at.last.after(row); }
      if (rows().indexOf(row) !== from) { tell(row); }
    });
    handle.addEventListener("pointercancel", function () {
      row.classList.remove("dragged");
      unmark();
    });
    handle.addEventListener("keydown", function (event) {
      var up = event.key === "ArrowUp", down = event.key === "ArrowDown";
      if (!up && !down) { return; }
      event.preventDefault();
      var all = rows(), other = all[all.indexOf(row) + (up ? -1 : 1)];
      if (!other) { return; }
      var fold = other.closest("details");
      if (fold) { fold.open = true; }
      if (up) { other.before(row); } else { other.after(row); }
      handle.focus();
      tell(row);
    });
  });
})();
