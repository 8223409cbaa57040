// What pages do besides what they do without this file: put the focus where somebody looks next.
"use strict";
document.querySelector("[data-focus]")?.focus({ preventScroll: false });
