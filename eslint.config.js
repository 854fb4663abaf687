import js from "@eslint/js";

// Names and types are the compiler's (tsconfig.json); here is what it does not see.
const OURS = {
  "no-undef": "off",
  "no-unused-vars": "off",
  // Takes what only `??=` reads for unused.
  "no-unused-private-class-members": "off",
  eqeqeq: "error",
  "no-implicit-coercion": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-return-assign": "error",
  "no-throw-literal": "error",
  "no-useless-return": "error",
  "array-callback-return": "error",
  "default-case-last": "error",
  "no-self-compare": "error",
  "no-template-curly-in-string": "error",
  "no-unmodified-loop-condition": "error",
  "no-unreachable-loop": "error",
};

// Ten-year-old televisions run these: newer syntax ends the whole file there.
const FOR_OLD_BROWSERS = ["static/js/pages/wall_basic*.js", "static/js/pages/wall_old.js"];

export default [
  { ignores: ["static/vendor/", ".venv/"] },
  js.configs.recommended,
  { languageOptions: { ecmaVersion: 2022, sourceType: "module" }, rules: OURS },
  {
    ignores: FOR_OLD_BROWSERS,
    rules: { "no-var": "error", "prefer-const": "error", "object-shorthand": "error" },
  },
  { files: FOR_OLD_BROWSERS, languageOptions: { ecmaVersion: 5, sourceType: "script" } },
];
