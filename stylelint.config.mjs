/** Style sheets: real mistakes, and logical properties only, so that right-to-left needs no second sheet. */

const PART = String.raw`(?:[^\s(]|\((?:[^()]|\([^()]*\))*\))+`;
const values = (text) => new RegExp(`^${text.replaceAll("PART", PART).replaceAll(" ", String.raw`\s+`)}$`);
/** Four sides of which left and right differ. */
const LOPSIDED = values(String.raw`(PART) (PART) (PART) (?!\2$)PART`);
/** Corners of which two side by side differ. */
const CORNERS = [
  values(String.raw`(PART) (?!\1$)PART`),
  values(String.raw`(PART) (?!\1\s)PART(?: PART){1,2}`),
  values(String.raw`(PART) \1 (?!\1$)PART`),
  values(String.raw`(PART) \1 (PART) (?!\2$)PART`),
];
const SIDE = /(?<![\w./-])(?:left|right)(?![\w./-])/;
const ZERO = String.raw`-?0(?:\.0+)?[a-z%]*[\s,)]`;

export default {
  extends: ["stylelint-config-recommended"],
  plugins: ["stylelint-plugin-logical-css"],
  ignoreFiles: ["**/vendor/**", "example_shop/right_to_left/**", "node_modules/**", "var/**", ".venv/**"],
  reportDescriptionlessDisables: true,
  reportNeedlessDisables: true,
  rules: {
    "declaration-property-value-no-unknown": [true, { ignoreProperties: { "text-align": ["-webkit-match-parent"] } }],
    "no-descending-specificity": null,
    // Most browsers do not know the logical names of these two.
    "logical-css/require-logical-properties": [true, { ignore: ["overflow-x", "overflow-y"] }],
    "logical-css/require-logical-keywords": true,
    // What the plugin does not know: shorthands and values that treat left and right differently.
    "declaration-property-value-disallowed-list": {
      "/^(?:(?:scroll-)?(?:margin|padding)|inset|border-(?:width|style|color))$/": [LOPSIDED],
      "border-radius": CORNERS,
      "/^(?:background|mask|object-position|perspective-origin|transform-origin)/": [
        SIDE,
        /gradient\(\s*(?:90|270)deg/,
      ],
      "/^(?:box|text)-shadow$/": [new RegExp(String.raw`^(?:[a-z#][\w(),.%/#-]*\s+)*(?!${ZERO})-?[\d.]`)],
      transform: [/translateX\(/, new RegExp(String.raw`translate(?:3d)?\(\s*(?!${ZERO})`)],
      translate: [/^(?!none$)(?!-?0(?:\.0+)?[a-z%]*(?:\s|$))/],
    },
  },
};
