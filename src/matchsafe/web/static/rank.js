// The rank list works without this file: numbers and arrows are part of its form. This adds a handle to each program,
// to be dragged or moved with the arrow keys; the numbers follow, and "Save this order" sends them.
(function () {
  var list = document.getElementById("ranks");
  if (!list || !list.querySelector("input.place")) { return; }
  var said = document.getElementById("rank-said");
  var hint = document.querySelector("[data-drag]");
  if (hint) { hint.hidden = false; }

  function name(row) { return row.querySelector("strong").textContent; }

  function renumber() {
    Array.from(list.children).forEach(function (row, at) { row.querySelector("input.place").value = at + 1; });
  }

  function tell(row) {
    renumber();
    var at = Array.from(list.children).indexOf(row) + 1;
    said.textContent = name(row) + " is now at place " + at + ". Save this order to keep it.";
  }

  function rowAt(y) {
    return Array.from(list.children).find(function (row) {
      var box = row.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
  }

  function unmark() {
    list.classList.remove("drop-last");
    Array.from(list.children).forEach(function (row) { row.classList.remove("drop-before"); });
  }

  function drop(row) {
    row.classList.remove("dragged");
    unmark();
  }

  Array.from(list.children).forEach(function (row) {
    var handle = document.createElement("button");
    handle.type = "button";
    handle.className = "secondary handle";
    handle.textContent = "⠿";
    handle.setAttribute("aria-label", "Drag " + name(row) + ", or move it with the arrow keys");
    row.querySelector(".rank-do").prepend(handle);
    handle.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      row.classList.add("dragged");
    });
    // the row moves once it is let go of: a captured pointer is lost with an element that moves
    handle.addEventListener("pointermove", function (event) {
      if (!row.classList.contains("dragged")) { return; }
      unmark();
      var before = rowAt(event.clientY);
      if (before) { before.classList.add("drop-before"); } else { list.classList.add("drop-last"); }
    });
    handle.addEventListener("pointerup", function (event) {
      if (!row.classList.contains("dragged")) { return; }
      drop(row);
      var before = rowAt(event.clientY);
      if (before !== row && before !== row.nextElementSibling) {
        list.insertBefore(row, before || null);
        tell(row);
      }
    });
    handle.addEventListener("pointercancel", function () { drop(row); });
    handle.addEventListener("keydown", function (event) {
      var up = event.key === "ArrowUp", down = event.key === "ArrowDown";
      if (!up && !down) { return; }
      event.preventDefault();
      var other = up ? row.previousElementSibling : row.nextElementSibling;
      if (!other) { return; }
      list.insertBefore(row, up ? other : other.nextElementSibling);
      handle.focus();
      tell(row);
    });
  });
})();
