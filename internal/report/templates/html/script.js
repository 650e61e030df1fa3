(function () {
  "use strict";
  var form = document.getElementById("filter");
  var concerns = Array.prototype.slice.call(document.querySelectorAll(".concern"));
  var areas = Array.prototype.slice.call(document.querySelectorAll(".area"));
  var opened = [];

  function fold(text) { return text.toLowerCase().replace(/\s+/g, " ").trim(); }

  // apply shows what the form asks for and says how much that is.
  function apply() {
    var severities = Array.prototype.map.call(form.querySelectorAll("[name=severity]:checked"), function (box) { return box.value; });
    var area = form.elements.area.value, kind = form.elements.kind.value;
    var words = fold(form.elements.text.value).split(" ");
    var shown = 0;
    concerns.forEach(function (c) {
      var text = fold(c.textContent);
      var fits = severities.indexOf(c.dataset.severity) >= 0 && (!area || c.dataset.area === area) && (!kind || c.dataset.kind === kind) &&
        words.every(function (w) { return text.indexOf(w) >= 0; });
      c.hidden = !fits;
      if (fits) { shown++; }
    });
    var narrowed = shown < concerns.length || area;
    areas.forEach(function (a) { a.hidden = narrowed && !a.querySelector(".concern:not([hidden])") && a.id !== "area-" + area; });
    document.getElementById("shown").textContent = shown + " of " + concerns.length + " concerns shown";
  }

  // reveal makes the place that the address names visible.
  function reveal() {
    var name = "";
    try { name = decodeURIComponent(location.hash.slice(1)); } catch (e) { return; }
    var place = name && document.getElementById(name);
    if (!place) { return; }
    if (form && place.closest("[hidden]") && place !== form) {
      form.reset();
      apply();
    }
    var around = place.closest("details");
    if (around) { around.open = true; }
    place.scrollIntoView();
    if (place.hasAttribute("tabindex")) { place.focus({ preventScroll: true }); }
  }

  if (form && concerns.length > 1) {
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", function (e) { e.preventDefault(); });
    form.addEventListener("reset", function () { setTimeout(apply, 0); });
    apply();
  }
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (d) { d.open = false; });
  });
  reveal();
}());
