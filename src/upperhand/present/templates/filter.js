(function () {
  "use strict";
  var bar = document.getElementById("filter"), words = document.getElementById("filter-words");
  var status = document.getElementById("filter-status"), count = document.getElementById("filter-count");
  var facts = Array.from(document.querySelectorAll(".fact"));
  if (!facts.length) { return; }
  function apply() {
    var wanted = words.value.trim().toLowerCase(), shown = 0;
    facts.forEach(function (fact) {
      var hit = (!status.value || fact.dataset.status === status.value) && fact.textContent.toLowerCase().includes(wanted);
      fact.hidden = !hit;
      shown += hit ? 1 : 0;
    });
    document.querySelectorAll(".lever").forEach(function (section) {
      section.hidden = !section.querySelector(".fact:not([hidden])");
    });
    count.textContent = shown + " of " + facts.length + " facts";
  }
  bar.hidden = false;
  words.addEventListener("input", apply);
  status.addEventListener("change", apply);
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) { event.preventDefault(); words.focus(); }
    if (event.key === "Escape" && event.target === words) { words.value = ""; apply(); words.blur(); }
  });
}());
