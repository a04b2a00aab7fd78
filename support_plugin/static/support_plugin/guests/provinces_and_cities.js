/**
 * Provinces of the country that was chosen, and cities of the province. Only suggestions: what else is typed is kept.
 * Without this script, the provinces are those of the country that the page was made for, and the city is typed.
 */

/** Offer the provinces of the country: of a list that is fetched, or of the shop's own, where it goes by ISO codes. */
async function offerProvinces(root, country, divisions) {
  const field = root.querySelector("[data-field=state] :is(input, select)");
  if (field?.tagName === "SELECT") return showOwnGroup(field, country);
  const id = `support-divisions-${country}`;
  if (!document.getElementById(id) && divisions.countries?.includes(country)) {
    field?.removeAttribute("list");
    const names = await fetchCached(divisions.url.replace("XX", country));
    // While it was fetched, another country may have been chosen, or the same list made.
    if (chosenCountry(root) !== country) return;
    if (Array.isArray(names) && !document.getElementById(id)) root.append(dataList(id, names));
  }
  if (document.getElementById(id)) field?.setAttribute("list", id);
  else field?.removeAttribute("list");
}

function chosenCountry(root) {
  return root.querySelector("[data-field=country] select")?.value ?? root.dataset.country;
}

function dataList(id, names = []) {
  const list = Object.assign(document.createElement("datalist"), { id });
  list.append(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  return list;
}

/** Of a list in groups by country, known by the codes of its provinces ("IR-23"), show the country's own. */
function showOwnGroup(select, country) {
  for (const group of select.querySelectorAll("optgroup")) {
    const values = [...group.children].map((option) => option.value);
    if (!values.every((value) => /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(value))) continue;
    const isOwn = values[0].startsWith(`${country}-`);
    // Some browsers show what is hidden in a list; none lets it be chosen when disabled.
    group.hidden = group.disabled = !isOwn;
    if (!isOwn && group.contains(select.selectedOptions[0])) select.value = "";
  }
}

const files = {};

/** Return a JSON file's contents, such as {province: [cities]}; empty where it can't be fetched. */
function fetchCached(url) {
  files[url] ??= fetch(url).then(
    (answer) => (answer.ok ? answer.json() : {}),
    () => delete files[url] && {},
  );
  return files[url];
}

/** Suggest the cities of the province, once one is known. */
async function offerCities(root, url, list) {
  const state = root.querySelector("[data-field=state] :is(input, select)");
  const city = root.querySelector("[data-field=line4] input");
  const read = () => (state?.selectedOptions?.[0]?.text ?? state?.value ?? "").trim();
  const province = read();
  city.removeAttribute("list");
  if (!url || !state?.value) return;
  const names = (await fetchCached(url))[province] ?? [];
  if (read() !== province) return; // another one was chosen meanwhile
  list.replaceChildren(...dataList("", names).children);
  if (names.length) city.setAttribute("list", list.id);
}

const started = new WeakSet();

function followCountry(root) {
  started.add(root);
  const { cities, divisions } = JSON.parse(root.dataset.follows);
  const select = root.querySelector("[data-field=country] select");
  // A form that a script copied has the list already.
  const list = root.querySelector("#support-cities") ?? root.appendChild(dataList("support-cities"));
  const offer = () => {
    const country = chosenCountry(root);
    offerProvinces(root, country, divisions);
    if (Object.keys(cities).length) offerCities(root, cities[country], list);
  };
  select?.addEventListener("change", offer);
  root.querySelector("[data-field=state]")?.addEventListener("change", offer);
  offer();
}

/** Also for forms that a script puts into the page later. */
function start() {
  for (const root of document.querySelectorAll("[data-support-address]")) if (!started.has(root)) followCountry(root);
}

start();
new MutationObserver(start).observe(document, { childList: true, subtree: true });
