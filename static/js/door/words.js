/* The sentences of this language, as the shell page carries them. */
const WORDS = JSON.parse(document.getElementById("words").textContent);

export const say = (name, values = {}) => WORDS[name].replace(/%\((\w+)\)s/g, (_whole, key) => values[key] ?? "");
