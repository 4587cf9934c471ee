/* The drawers on the phone. Every call is one transaction, and it has ended when the promise keeps its word. */
const DRAWERS = ["keys", "notes", "cases", "visits", "photos"];
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("door", 1);
    asked.onupgradeneeded = () => {
      for (const name of DRAWERS) asked.result.createObjectStore(name);
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const database = asked.result;
      database.onversionchange = () => close(database);
      database.onclose = () => (opened = undefined);
      resolve(database);
    };
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

function close(database) {
  database.close();
  opened = undefined;
}

/* Run `work` on some drawers in one transaction; what it returns is the answer, a request stands for its result. */
async function within(names, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const answer = work(...names.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(answer instanceof IDBRequest ? answer.result : answer?.value);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

export const get = (drawer, key) => within([drawer], "readonly", (store) => store.get(key));
export const all = (drawer) => within([drawer], "readonly", (store) => store.getAll());
export const put = (drawer, key, value) => within([drawer], "readwrite", (store) => store.put(value, key));
export const remove = (drawer, key) => within([drawer], "readwrite", (store) => store.delete(key));

/* Read, change and write one entry so that nothing comes between; `change` returns undefined to leave it as it is. */
export function change(drawer, key, change) {
  return within([drawer], "readwrite", (store) => {
    const answer = {};
    const read = store.get(key);
    read.onsuccess = () => {
      answer.value = change(read.result);
      if (answer.value !== undefined) store.put(answer.value, key);
    };
    return answer;
  });
}

/* Take out whatever `belongs` says yes to: belongs(drawer, key, value). */
export function clear(belongs) {
  return within(DRAWERS, "readwrite", (...stores) => {
    for (const store of stores) {
      store.openCursor().onsuccess = (event) => {
        const cursor = event.target.result;
        if (!cursor) return;
        if (belongs(store.name, cursor.key, cursor.value)) cursor.delete();
        cursor.continue();
      };
    }
  });
}
