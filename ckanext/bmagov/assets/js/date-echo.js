/* Shows under a date or year field how what is typed will be read, or why it cannot be.
 *
 * The server reads it (bmagov_date_parse), so that there is one set of rules. Without JavaScript the server shows
 * the same line after the form was sent.
 *
 * field  - selector of the input
 * kind   - 'date' (default), 'year', or 'text' where a sentence may stand for the date
 * strict - true: a date that can be read in two ways is asked back
 * year   - the fiscal year that is spoken of: by it a date may have one reading
 */
this.ckan.module('bmagov-date-echo', function ($) {
  'use strict';
  return {
    options: { field: null, kind: 'date', strict: false, year: '', delay: 400 },

    initialize: function () {
      $.proxyAll(this, /_on/, /_show/);
      this.field = $(this.options.field);
      this.asked = null;
      this.waiting = null;
      this.field.on('input', this._onInput).on('change', this._onChange);
    },

    teardown: function () {
      window.clearTimeout(this.waiting);
      this.field.off('input', this._onInput).off('change', this._onChange);
    },

    _onInput: function () {
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(this._onChange, this.options.delay);
    },

    _onChange: function () {
      const typed = $.trim(this.field.val());
      window.clearTimeout(this.waiting);
      if (typed === this.asked) {
        return;
      }
      this.asked = typed;
      if (!typed) {
        this._show('', false);
        return;
      }
      $.ajax({
        url: this.sandbox.url('/api/3/action/bmagov_date_parse', true),
        data: {
          value: typed,
          kind: this.options.kind === 'year' ? 'year' : 'date',
          strict: this.options.strict,
          fiscal_year: this.options.year
        },
        dataType: 'json',
        success: this._answer(typed, function (answer) {
          this._show(answer.result.text, false);
        }),
        error: this._answer(typed, function (xhr) {
          const errors = xhr.status === 409 && xhr.responseJSON && xhr.responseJSON.error.value;
          if (!errors || (this.options.kind === 'text' && /^DATE-(FORMAT|INCOMPLETE):/.test(errors[0]))) {
            this._show('', false);
          } else {
            this._show(errors[0].replace(/^[A-Z0-9-]+: /, ''), true);
          }
        })
      });
    },

    /* Answers come in any order: only the one for what is in the field now counts. */
    _answer: function (typed, show) {
      const self = this;
      return function (answer) {
        if (typed === self.asked) {
          show.call(self, answer);
        }
      };
    },

    _show: function (text, wrong) {
      this.el.text(text).toggleClass('text-danger', wrong);
      this.field.attr('aria-invalid', wrong ? 'true' : null);
    }
  };
});
