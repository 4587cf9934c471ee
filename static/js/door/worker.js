/* Keeps the shell, its files and a notice for when there is no network; no personal page and no answer, ever.
   Runs as a module and as a plain script: no imports, nothing left in the global scope. */
{
  const shell = () => self.SHELL;
  const inLanguage = (path, language) => `${path}?language=${language}`;

  async function keep() {
    const { version, door, notice, languages, files } = shell();
    const pages = languages.flatMap((language) => [inLanguage(door, language), inLanguage(notice, language)]);
    const wanted = [...files, ...pages].map((path) => new Request(path, { cache: "reload", credentials: "omit" }));
    await (await caches.open(version)).addAll(wanted);
    await self.skipWaiting();
  }

  async function replace() {
    const old = (await caches.keys()).filter((name) => name.startsWith("door-") && ![shell().version, "door-language"].includes(name));
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  }

  const kept = async (path) => (await caches.open(shell().version)).match(path, { ignoreVary: true });

  /* The language last chosen; it stands beside the shell, in the phone's own store. */
  async function languageOf(url) {
    const asked = url.searchParams.get("language");
    const choices = await caches.open("door-language");
    if (shell().languages.includes(asked)) {
      await choices.put("/door/language", new Response(asked));
      return asked;
    }
    return (await (await choices.match("/door/language"))?.text()) ?? shell().languages[0];
  }

  const keptIn = async (path, url) => kept(inLanguage(path, await languageOf(url)));

  async function page(event) {
    try {
      return (await event.preloadResponse) ?? (await fetch(event.request));
    } catch {
      return (await keptIn(shell().notice, new URL(event.request.url))) ?? Response.error();
    }
  }

  self.addEventListener("install", (event) => event.waitUntil(keep()));
  self.addEventListener("activate", (event) => event.waitUntil(replace()));
  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== location.origin) return;
    if (event.request.mode !== "navigate") {
      if (shell().files.includes(url.pathname)) event.respondWith(kept(url.pathname).then((file) => file ?? fetch(event.request)));
    } else if (url.pathname === shell().door) {
      event.respondWith(keptIn(shell().door, url).then((door) => door ?? page(event)));
    } else {
      event.respondWith(page(event));
    }
  });
}
