// What pages do besides what they do without this file: put the focus where somebody looks next, and show what changes.
"use strict";

document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// ---- Live changes -----------------------------------------------------------------------------------------------------
// A page with live parts hears of changes and fetches itself again. A part that somebody is in (its focus, a text they
// have selected, a pause they asked for) is left alone until they are not.
const live = document.querySelector("[data-live]");
if (live && "EventSource" in window) {
  const quietMilliseconds = 1000, announceMilliseconds = 30000;
  const about = live.dataset.live, announcer = document.getElementById("announcer"), pause = document.getElementById("pause");
  let timer = 0, news = 0, announced = 0, paused = false, source = null;

  const busy = part => part.contains(document.activeElement) && document.activeElement !== part
    || (document.getSelection()?.isCollapsed === false && part.contains(document.getSelection().anchorNode));

  const announce = () => {
    if (news === 0 || Date.now() - announced < announceMilliseconds) return;
    announced = Date.now();
    announcer.textContent = announcer.dataset.words.replace("{n}", news);
    news = 0;
  };

  const refresh = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return; // signed out, or away: the next click says so
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    let left = false;
    for (const part of document.querySelectorAll("[data-live-part]")) {
      const now = fresh.getElementById(part.id);
      if (!now || now.innerHTML === part.innerHTML) continue;
      if (busy(part)) { left = true; continue; }
      part.replaceChildren(...document.importNode(now, true).childNodes);
    }
    if (left) later(5000);
  };

  const later = after => { clearTimeout(timer); timer = setTimeout(() => { if (!paused) refresh().catch(() => later(5000)); announce(); }, after); };

  const open = () => {
    source = new EventSource("changes");
    source.addEventListener("change", event => {
      if (about !== "all" && JSON.parse(event.data).case !== about) return;
      news++;
      later(quietMilliseconds);
    });
    source.addEventListener("open", () => { if (source.wasOpen) later(0); source.wasOpen = true; }); // what was missed meanwhile
  };

  pause?.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", paused);
    if (!paused) later(0);
  });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", event => { if (event.persisted) { open(); later(0); } });
  open();
}
