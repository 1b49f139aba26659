/* Faults, and the rule that colours are the theme's. */
'use strict';

const COLOUR_FUNCTIONS = ['rgb', 'rgba', 'hsl', 'hsla', 'hwb', 'lab', 'lch', 'oklab', 'oklch', 'color', 'color-mix'];

module.exports = {
  extends: [require.resolve('stylelint-config-standard')],
  ignoreFiles: ['**/assets/vendor/**'],
  reportDescriptionlessDisables: true,
  reportNeedlessDisables: true,
  rules: {
    'color-named': 'never',
    'color-no-hex': true,
    'function-disallowed-list': COLOUR_FUNCTIONS,
    // Sheets are in the order of the page, not of weight.
    'no-descending-specificity': null,
    // `width >= 576px` is not read by phones of 2022.
    'media-feature-range-notation': null,
    // Classes of states hold the code of the state, `not_due`.
    'selector-class-pattern': null,
    // Taste: rules of one thought stand together.
    'at-rule-empty-line-before': null,
    'rule-empty-line-before': null,
    'comment-empty-line-before': null,
    'declaration-empty-line-before': null,
    'custom-property-empty-line-before': null,
    'value-keyword-case': ['lower', { ignoreProperties: ['--bs-body-font-family'] }]
  },
  overrides: [
    {
      files: ['**/assets/css/theme.css', '**/public/bmagov/outage.css'],
      rules: { 'color-no-hex': null, 'function-disallowed-list': null }
    }
  ]
};
