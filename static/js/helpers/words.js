/**
 * The page's words in the reader's language: `<template id="words"><p data-word="sent">…</p></template>`.
 */

/**
 * Return the word named `name`, its `{places}` filled with `values`.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function word(name, values = {}) {
  const template = document.getElementById("words");
  const element =
    template instanceof HTMLTemplateElement ? template.content.querySelector(`[data-word="${name}"]`) : null;
  if (!element) throw new Error(`no word "${name}" on this page`);
  return (element.textContent ?? "").trim().replace(/\{(\w+)\}/g, (_, place) => String(values[place] ?? ""));
}
