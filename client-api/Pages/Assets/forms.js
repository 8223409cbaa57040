// What forms do besides what they do without this file: what is typed survives a reload, a lost connection and the way back; another
// row, a person and a family are found without leaving the field. Each form says itself that it wants this, by data-draft.
"use strict";
{
  const prefix = "draft ", saveMilliseconds = 300, askMilliseconds = 600, sendMilliseconds = 30000;
  const person = document.body.dataset.person ?? null;

  // ---- What is kept -----------------------------------------------------------------------------------------------------
  // In this tab alone, under the person and the form's address. Nobody else who signs in here finds it.
  const keys = () => { try { return Object.keys(sessionStorage).filter(key => key.startsWith(prefix)); } catch { return []; } };
  const forget = key => { try { sessionStorage.removeItem(key); } catch { /* nothing was kept */ } };
  const keeps = (() => { try { return sessionStorage !== null; } catch { return false; } })();
  const kept = key => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } };
  const keep = (key, draft) => { try { sessionStorage.setItem(key, JSON.stringify(draft)); } catch { /* full, or not allowed: the form works as it does without */ } };

  if (person !== null) for (const key of keys()) if (!key.startsWith(`${prefix}${person} `)) forget(key);
  if (new URLSearchParams(location.search).has("done")) for (const key of keys()) if (kept(key)?.sent) forget(key);
  let leaves = false;
  document.addEventListener("submit", event => { if (event.target.action.endsWith("/sign-out")) { leaves = true; keys().forEach(forget); } });

  const keyOf = form => `${prefix}${person} ${new URL(form.action).pathname}`;

  const fieldsOf = form => [...form.elements].filter(field => field.name && field.type !== "submit" && field.type !== "button" && field.tagName !== "FIELDSET");

  /** What is in a form: names, values, and of what was chosen from a list also its words, since the list may be another next time. */
  const read = form => fieldsOf(form).filter(field => !("checked" in field && (field.type === "checkbox" || field.type === "radio")) || field.checked)
    .map(field => field.tagName === "SELECT" ? [field.name, field.value, field.selectedOptions[0]?.textContent ?? ""]
      : field.type === "checkbox" ? [field.name, field.value, field.closest("label")?.textContent.trim() ?? ""] : [field.name, field.value]);

  const said = form => JSON.stringify(read(form).filter(([name]) => name !== "key" && name !== "version").map(([name, value]) => [name, value]));

  const save = (form, sent = false) => {
    if (leaves || form.sent || !(sent || form.touched || kept(keyOf(form)))) return;
    if (said(form) === form.blank && !sent) forget(keyOf(form));
    else keep(keyOf(form), { sent: sent || kept(keyOf(form))?.sent === true, fields: read(form) });
  };

  const named = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter(field => field.tagName !== "BUTTON");

  const restore = (form, draft) => {
    for (const field of form.querySelectorAll("input[type=checkbox], input[type=radio]")) field.checked = false;
    for (const [name, value, words] of draft.fields) {
      if (name === "key" && !draft.sent) continue; // only what was sent may have been received
      for (let missing = rowOf(form, name); missing && addRow(missing); ) missing = rowOf(form, name);
      let fields = named(form, name);
      if (fields.length === 0 || fields[0].type === "checkbox" || fields[0].type === "radio") {
        let box = fields.find(field => field.value === value);
        if (!box && words && document.getElementById(name)?.classList.contains("many")) box = addBox(document.getElementById(name), name, value, words);
        if (box) box.checked = true;
        continue;
      }
      const field = fields[0];
      if (field.tagName === "SELECT" && value && ![...field.options].some(option => option.value === value)) field.add(new Option(words, value));
      const as = field.value;
      field.value = value;
      if (value !== as && field.type !== "hidden") for (let folded = field.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    }
  };

  const notice = (form, name) => {
    const made = form.querySelector(`template[data-notice="${name}"]`)?.content.firstElementChild?.cloneNode(true);
    if (!made) return null;
    form.querySelector(`[data-said="${name}"]`)?.remove();
    made.dataset.said = name;
    return made;
  };

  // ---- Rows ---------------------------------------------------------------------------------------------------------------
  /** The list that a field's row is still missing from. */
  const rowOf = (form, name) => {
    const [, list, number] = /^(.*)\[(\d+)\]\./.exec(name) ?? [];
    const rows = list && document.getElementById(list);
    return rows && form.contains(rows) && rows.querySelectorAll(":scope > .row").length <= Number(number) ? rows : null;
  };

  const addRow = rows => {
    const all = rows.querySelectorAll(":scope > .row"), last = all[all.length - 1];
    if (!last || all.length >= 100) return null;
    const row = last.cloneNode(true), was = `${rows.id}[${all.length - 1}]`, now = `${rows.id}[${all.length}]`;
    row.dataset.added = "true";
    for (const one of [row, ...row.querySelectorAll("*")])
      for (const attribute of [...one.attributes])
        if (attribute.value.includes(was)) one.setAttribute(attribute.name, attribute.value.replaceAll(was, now));
    for (const field of row.querySelectorAll("input, select, textarea")) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = field.defaultChecked = false;
      else if (field.tagName === "SELECT") { for (const option of field.options) option.defaultSelected = false; field.selectedIndex = 0; }
      else field.value = field.defaultValue = "";
      field.removeAttribute("aria-invalid");
    }
    for (const wrong of row.querySelectorAll(".error")) wrong.remove();
    for (const wrong of row.querySelectorAll(".wrong")) wrong.classList.remove("wrong");
    const legend = row.querySelector("legend");
    legend.textContent = legend.textContent.replace(/\d+\s*$/, all.length + 1);
    last.after(row);
    return row;
  };

  // ---- People -------------------------------------------------------------------------------------------------------------
  const addBox = (list, name, value, words) => {
    const label = document.createElement("label"), box = document.createElement("input");
    label.className = "tick";
    Object.assign(box, { type: "checkbox", name, value });
    label.append(box, " ", words);
    list.insertBefore(label, list.querySelector(":scope > .find"));
    return box;
  };

  const find = async field => {
    const list = document.getElementById(field.dataset.find), status = field.closest(".find").querySelector("[data-found]"), asked = field.value.trim();
    if (asked.length < 2) { status.textContent = ""; return; }
    const answer = await fetch(`${field.dataset.people}?${new URLSearchParams({ find: asked })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected || field.value.trim() !== asked) return;
    const found = await answer.json();
    status.textContent = found.length === 0 ? status.dataset.nobody : status.dataset.found.replace("{n}", found.length);
    if (list.tagName !== "SELECT") {
      for (const box of list.querySelectorAll(":scope > label[data-match] input:not(:checked)")) box.closest("label").remove();
      for (const one of found) if (![...list.querySelectorAll("input[type=checkbox]")].some(box => box.value === one.value)) addBox(list, list.id, one.value, one.text).closest("label").dataset.match = "true";
      return;
    }
    for (const option of list.querySelectorAll("option[data-match]:not(:checked)")) option.remove();
    let after = list.options[0];
    for (const one of found) {
      let option = [...list.options].find(known => known.value === one.value);
      if (!option) { option = new Option(one.text, one.value); option.dataset.match = "true"; }
      after.after(option);
      after = option;
    }
  };

  // ---- Families -----------------------------------------------------------------------------------------------------------
  /** Asks whether a family has an open case, and says so where the page has a place for it; the focus stays where it is. */
  const check = async (form, place, asking) => {
    const body = new URLSearchParams(new FormData(form));
    body.append("check", "true");
    const answer = await fetch(form.action, { method: "POST", body, signal: asking.signal, headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
    if (now && now.innerHTML !== place.innerHTML) place.replaceChildren(...document.importNode(now, true).childNodes);
  };

  // ---- Sending ------------------------------------------------------------------------------------------------------------
  const plainly = (form, button) => {
    if (button?.name) { const also = document.createElement("input"); Object.assign(also, { type: "hidden", name: button.name, value: button.value }); form.append(also); }
    form.submit();
  };

  /** What could not be sent stays where it is, and is sent again under the same key. */
  const stays = (form, button, why) => {
    const told = notice(form, why);
    if (!told) return plainly(form, button);
    (form.querySelector(".submit") ?? form).before(told);
    told.querySelector("[data-resend]").addEventListener("click", () => { told.remove(); send(form, button); });
    told.focus();
    told.scrollIntoView({ block: "nearest" });
  };

  addEventListener("online", () => {
    for (const told of document.querySelectorAll('[data-said="lost"]')) told.querySelector("strong").textContent = document.querySelector('template[data-notice="back"]').content.textContent;
  });

  const show = (form, text) => {
    const page = new DOMParser().parseFromString(text, "text/html"), main = document.querySelector("main"), fresh = page.querySelector("main");
    if (!fresh) return false;
    document.title = page.title;
    main.replaceChildren(...document.importNode(fresh, true).childNodes);
    prepare();
    (main.querySelector("[data-focus]") ?? main).focus();
    return true;
  };

  const send = async (form, button) => {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const only = button?.name ? true : false; // a button that asks for more of the form, and sends nothing
    const body = new URLSearchParams(new FormData(form));
    if (only) body.append(button.name, button.value);
    save(form, !only);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, signal: AbortSignal.timeout(sendMilliseconds) });
      if (answer.redirected) {
        // To where the session begins again, what was typed goes along.
        if (!new URL(answer.url).pathname.endsWith("/sign-in")) { forget(keyOf(form)); form.sent = true; }
        location.assign(answer.url);
      }
      else if (!answer.headers.get("Content-Type")?.startsWith("text/html") || answer.status >= 500) stays(form, button, "refused");
      else if (!show(form, await answer.text())) plainly(form, button);
    }
    catch { stays(form, button, "lost"); }
    finally { form.removeAttribute("aria-busy"); }
  };

  // ---- Each form ------------------------------------------------------------------------------------------------------------
  const later = (wait, what) => { let timer = 0; return (...of) => { clearTimeout(timer); timer = setTimeout(() => what(...of), wait); }; };

  const prepareOne = form => {
    if (keeps) form.reset(); // what the browser itself brings back may be of a form that was sent already
    form.blank = said(form);
    form.touched = false; // by a person: browsers fill in forms too, and say that something changed
    if (form.dataset.typed) { form.blank = null; form.touched = true; save(form); }
    else {
      const draft = kept(keyOf(form));
      if (draft) {
        restore(form, draft);
        const told = notice(form, "restored");
        if (told) {
          form.prepend(told);
          told.querySelector("[data-discard]").addEventListener("click", () => {
            forget(keyOf(form));
            for (const row of form.querySelectorAll("[data-added]")) row.remove();
            form.reset();
            told.remove();
            fieldsOf(form).find(field => field.type !== "hidden")?.focus();
          });
        }
      }
    }
    form.shown = said(form);
    const saveLater = later(saveMilliseconds, () => { if (form.isConnected) save(form); });
    form.addEventListener("input", () => { form.touched = true; saveLater(); });
    form.addEventListener("change", saveLater);

    const place = document.getElementById(form.querySelector("[data-check]")?.dataset.check);
    let asking = null;
    const checkLater = later(askMilliseconds, () => { asking?.abort(); asking = new AbortController(); check(form, place, asking).catch(() => { /* it was only asked by the way */ }); });
    const findLater = later(askMilliseconds, field => find(field).catch(() => { /* the button finds them too */ }));
    form.addEventListener("input", event => {
      if (place && /\.(identifier|givenName|familyName)$/.test(event.target.name)) checkLater();
      if (event.target.dataset.find) findLater(event.target);
    });
    form.addEventListener("keydown", event => { if (event.key === "Enter" && event.target.dataset.find) { event.preventDefault(); find(event.target).catch(() => { /* as above */ }); } });

    form.addEventListener("submit", event => {
      const button = event.submitter;
      if (button?.name === "discard") { forget(keyOf(form)); form.sent = true; return; }
      event.preventDefault();
      if (button?.name === "again" && button.classList.contains("unseen")) return; // Enter in a field sends nothing by chance
      if (button?.name === "find") { find(form.querySelector(`[data-find="${CSS.escape(button.value)}"]`)).catch(() => send(form, button)); return; }
      if (button?.name === "more") {
        const row = addRow(document.getElementById(button.value));
        if (row) { row.focus(); form.touched = true; save(form); return; }
      }
      send(form, button);
    });
  };

  const prepare = () => { for (const form of document.querySelectorAll("form[data-draft]")) prepareOne(form); };

  // What was typed a moment ago is kept before the page goes.
  addEventListener("pagehide", () => { for (const form of document.querySelectorAll("form[data-draft]")) save(form); });
  addEventListener("pageshow", event => {
    if (event.persisted) { if ([...document.forms].some(form => form.sent)) location.reload(); return; }
    // What a browser brings back of an earlier visit may come after this script began.
    for (const form of document.querySelectorAll("form[data-draft]")) {
      if (!keeps || form.touched || said(form) === form.shown) continue;
      form.reset();
      const draft = kept(keyOf(form));
      if (draft) restore(form, draft);
    }
  });
  prepare();
}
