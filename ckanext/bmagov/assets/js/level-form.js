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
      this.questions = this.el.find('[data-bmagov-question]').map(function () {
        return { el: this, name: this.dataset.bmagovQuestion, askedIf: JSON.parse(this.dataset.bmagovAskedIf || '{}') };
      }).get();
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
      const found = {};
      this.el.find('input:checked').each(function () {
        found[this.name.replace('question-', '')] = this.value;
      });
      return found;
    },

    /* Show the questions that arise. */
    _ask: function () {
      const arising = window.bmagovLevel.arising(this.questions, this._answers());
      this.questions.forEach(function (question) { question.el.hidden = arising.indexOf(question) < 0; });
    },

    _onAnswer: function () {
      this._ask();
      const rule = window.bmagovLevel.proposal(this.questions, this.options.rules, this._answers());
      this.said.text(rule ? rule.said : '');
      if (rule) {
        $(this.category).val(rule.category).trigger('change');
        $(this.level).val(rule.level).trigger('change');
      }
    },

    _onLevel: function () {
      const chosen = this.level ? this.level.value : '';
      $('[data-bmagov-effects]').each(function () {
        this.hidden = !chosen;
        this.open = true;
      }).find('[data-bmagov-level]').each(function () {
        this.hidden = this.dataset.bmagovLevel !== chosen;
      });
    }
  };
});
