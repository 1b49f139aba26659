/* Questions that lead to category and level: proposes while they are answered, and shows what a level does.
 * Without it the button of the form does the same on the server.
 *
 * rules - [{when: {question: answer}, category, level, said}]: the first whose answers all hold
 */
this.ckan.module('bmagov-level', function ($) {
  'use strict';
  return {
    options: { rules: [] },

    initialize: function () {
      $.proxyAll(this, /_on/);
      this.category = document.getElementById('field-data_category');
      this.level = document.getElementById('field-data_classification');
      this.said = this.el.find('[data-bmagov-said]');
      this.el.find('[data-bmagov-propose], .bmagov-ask-if').prop('hidden', true);
      this.el.on('change', 'input', this._onAnswer);
      $(this.level).on('change', this._onLevel);
      this._ask();
      this._onLevel();
    },

    teardown: function () {
      this.el.off('change', 'input', this._onAnswer);
      $(this.level).off('change', this._onLevel);
    },

    _answers: function () {
      var found = {};
      this.el.find('input:checked').each(function () {
        found[this.name.replace('question-', '')] = this.value;
      });
      return found;
    },

    _holds: function (condition, answers) {
      return Object.keys(condition).every(function (name) { return answers[name] === condition[name]; });
    },

    /* Show the questions that arise; returns whether each of them is answered. */
    _ask: function () {
      var self = this;
      var answers = this._answers();
      var complete = true;
      this.el.find('[data-bmagov-question]').each(function () {
        var arises = self._holds(JSON.parse(this.dataset.bmagovAskedIf || '{}'), answers);
        this.hidden = !arises;
        complete = complete && (!arises || Boolean(answers[this.dataset.bmagovQuestion]));
      });
      return complete;
    },

    _onAnswer: function () {
      var self = this;
      if (!this._ask()) {
        this.said.text('');
        return;
      }
      var given = {};
      var answers = this._answers();
      this.el.find('[data-bmagov-question]:not([hidden])').each(function () {
        given[this.dataset.bmagovQuestion] = answers[this.dataset.bmagovQuestion];
      });
      var rule = this.options.rules.filter(function (one) { return self._holds(one.when, given); })[0];
      if (rule) {
        this.said.text(rule.said);
        $(this.category).val(rule.category).trigger('change');
        $(this.level).val(rule.level).trigger('change');
      }
    },

    _onLevel: function () {
      var chosen = this.level ? this.level.value : '';
      $('[data-bmagov-effects]').each(function () {
        this.hidden = !chosen;
        this.open = true;
      }).find('[data-bmagov-level]').each(function () {
        this.hidden = this.dataset.bmagovLevel !== chosen;
      });
    }
  };
});
