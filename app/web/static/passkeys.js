// Passkeys: asks for the options, lets the browser do its part, sends the answer. Forms that need this stay hidden without it.
(() => {
  if (!window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "");

  const post = async (url, fields) => {
    const answer = await fetch(url, { method: "POST", body: fields, headers: { Accept: "application/json" } });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(said.said ?? "");
    return said;
  };

  const created = async (options) => {
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    for (const known of options.excludeCredentials ?? []) known.id = bytes(known.id);
    const made = await navigator.credentials.create({ publicKey: options });
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
      },
    };
  };

  const signed = async (options) => {
    options.challenge = bytes(options.challenge);
    for (const known of options.allowCredentials ?? []) known.id = bytes(known.id);
    const done = await navigator.credentials.get({ publicKey: options });
    return {
      id: done.id,
      rawId: text(done.rawId),
      type: done.type,
      response: {
        clientDataJSON: text(done.response.clientDataJSON),
        authenticatorData: text(done.response.authenticatorData),
        signature: text(done.response.signature),
        userHandle: done.response.userHandle ? text(done.response.userHandle) : null,
      },
    };
  };

  const say = (sentence) => {
    const place = document.querySelector("[data-passkey-said]");
    place.querySelector("div").textContent = sentence;
    place.hidden = false;
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const options = await post(form.dataset.options, new FormData(form));
        const answer = form.dataset.passkey === "create" ? await created(options) : await signed(options);
        const fields = new FormData(form);
        fields.delete("password");
        fields.delete("code");
        fields.set("answer", JSON.stringify(answer));
        location.assign((await post(form.action, fields)).to);
      } catch (fault) {
        // What the browser says when somebody changes their mind is in its own words; ours are said instead.
        say(fault instanceof DOMException || !fault.message ? form.dataset.failed : fault.message);
      }
    });
  }
})();
