/* One tap calls: the number is asked for when the button is pressed, handed to the telephone, and kept nowhere. */
addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("dial" in form.dataset)) return;
  event.preventDefault();
  if (form.dataset.dialling) return;
  form.dataset.dialling = "yes";
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "error", // signed out meanwhile: the plain form says so
    });
    if (!answer.ok) throw new Error(answer.statusText);
    location.assign((await answer.json()).tel);
  } catch {
    form.submit();
  } finally {
    delete form.dataset.dialling;
  }
});
