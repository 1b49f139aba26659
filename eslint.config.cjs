/* Faults only, no taste. The scripts of assets/js are sent as they are: classic scripts, `this` being the window. */
'use strict';

const js = require('@eslint/js');
const globals = require('globals');

/* What the policy of the pages (Content-Security-Policy) does not run. */
const FORBIDDEN = [
  { selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value=/^(style|on.*)$/i]",
    message: 'No inline style or handler: set a class, `style.name`, or add a listener.' },
  { selector: "CallExpression[callee.object.name='document'][callee.property.name=/^write(ln)?$/]",
    message: 'Make elements.' }
];

module.exports = [
  { ignores: ['.stack/', 'build/', 'dist/', '**/assets/vendor/'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'array-callback-return': 'error',
      'consistent-return': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', 500],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', ...FORBIDDEN],
      'no-script-url': 'error',
      'no-self-compare': 'error',
      'no-shadow': 'error',
      'no-template-curly-in-string': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-use-before-define': ['error', { functions: false }],
      'no-var': 'error',
      'prefer-const': 'error',
      strict: ['error', 'safe']
    }
  },
  {
    files: ['ckanext/bmagov/assets/js/**/*.js'],
    languageOptions: { sourceType: 'script', ecmaVersion: 2022, globals: globals.browser }
  },
  {
    files: ['ckanext/bmagov/tests/js/*.js', '*.cjs'],
    languageOptions: { sourceType: 'commonjs', ecmaVersion: 2022, globals: globals.node }
  }
];
