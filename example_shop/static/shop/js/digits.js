// Numbers as people type them here: with Persian, Arabic or Latin digits.

/**
 * The whole number that a field holds.
 * @param {string} text
 * @returns {number} NaN where it holds none
 */
export function readNumber(text) {
  const latin = text
    .trim()
    .replace(/[۰-۹]/g, (d) => d.charCodeAt(0) - 0x06f0)
    .replace(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x0660);
  return /^\d+$/.test(latin) ? Number(latin) : NaN;
}

/**
 * A whole number in the digits of the page's readers.
 * @param {number} number
 * @returns {string}
 */
export function showNumber(number) {
  const { locale } = document.documentElement.dataset;
  return new Intl.NumberFormat(locale, { useGrouping: false }).format(number);
}
