// What forms gain where scripts run. Everything here improves what works without it. Loaded with `defer`, needs nothing.

// A form that was sent is not sent twice, and its button says what it does. `aria-disabled` rather than `disabled`: a
// disabled button drops the focus and, if it is disabled too early, its own value.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || (submitter?.formMethod || form.method) === "dialog") return;
  if (form.ariaBusy === "true") return event.preventDefault();
  form.ariaBusy = "true";
  submitter?.setAttribute("aria-disabled", "true");
});

// Back to a page that the browser kept as it was.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
  document.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
});

// A dialog whose form came back is open already; only a script can make it modal.
document.querySelectorAll("dialog[open]").forEach((dialog) => {
  dialog.close();
  dialog.showModal();
});

// A dialog that was opened from a menu would give the focus back to an item of a menu that is closed by now.
let opener;
addEventListener("click", ({ target }) => (opener = target.closest("[command=show-modal]") ?? opener), true);
addEventListener(
  "close",
  () => {
    const menu = opener?.closest("[popover]:not(:popover-open)");
    if (menu) document.querySelector(`[popovertarget="${menu.id}"]`)?.focus();
  },
  true,
);

// A status that was there from the start isn't read out; one that changes is.
document.querySelectorAll(".toast [role=status]").forEach((status) => {
  const words = [...status.childNodes];
  status.replaceChildren();
  setTimeout(() => status.append(...words), 100);
});

// The zone of this browser, where a form asks for it.
document.querySelectorAll("input[type=hidden][name=time_zone]").forEach((input) => {
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
});

// A field's value to the clipboard, which a page has where it came by TLS or from this machine.
if (navigator.clipboard) document.querySelectorAll("[data-copies]").forEach((button) => (button.hidden = false));
addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  await navigator.clipboard.writeText(field.value);
  const status = button.nextElementSibling;
  button.dataset.copied = "";
  status.textContent = "Copied.";
  setTimeout(() => {
    delete button.dataset.copied;
    status.textContent = "";
  }, 2000);
});
