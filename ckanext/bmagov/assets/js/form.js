/* Makes the forms of datasets and resources more comfortable. Nothing here decides: the server does.
 *
 * - counts what is still missing in each group while the form is filled in
 * - shows the box for "other" only when that choice is made, and leaves out fields that the choices forbid
 * - counts the characters of long texts
 * - moves the focus to the list of errors
 *
 * The rules of a field stand in data-bmagov-rule; form-rules.js knows what they mean.
 *
 * left, done - words for a group's count; {n} is the number
 * length     - words for the length of a text; {n} and {limit}
 */
this.ckan.module('bmagov-form', function ($) {
  'use strict';
  return {
    options: { left: '{n}', done: '', length: '' },

    initialize: function () {
      $.proxyAll(this, /_on/);
      this.el.addClass('is-live');
      this.fields = this.el.find('[data-bmagov-field]').map(function () {
        return {
          el: this,
          name: this.dataset.bmagovField,
          group: this.dataset.bmagovGroup,
          rule: JSON.parse(this.dataset.bmagovRule || '{}')
        };
      }).get();
      this.el.on('input change', this._onChange);
      this._onChange();
      this._focus();
    },

    teardown: function () {
      this.el.off('input change', this._onChange);
    },

    _onChange: function () {
      const self = this;
      const values = {};
      this.fields.forEach(function (field) { values[field.name] = self._values(field); });
      this._show(values);
      this._count(values);
      this._measure();
    },

    /* The inputs of a field, without those of the box for "other" that stands inside it. */
    _inputs: function (field) {
      return $(field.el).find('input, select, textarea').filter(function () {
        return this.name === field.name || (field.name === 'url' && this.name === 'upload');
      });
    },

    _values: function (field) {
      const found = [];
      this._inputs(field).each(function () {
        const counts = this.type !== 'checkbox' && this.type !== 'radio' || this.checked;
        if (counts && $.trim(this.value)) {
          found.push($.trim(this.value));
        }
      });
      if (!found.length && field.el.querySelector('[data-bmagov-stored]')) {
        found.push('stored');
      }
      return found;
    },

    _show: function (values) {
      const self = this;
      this.fields.forEach(function (field) {
        if (field.rule.other_of || field.rule.forbidden_if) {
          const allowed = window.bmagovForm.isAllowed(field.rule, values);
          // A field with an error stays, so that its message can be read.
          field.el.hidden = !allowed && !field.el.classList.contains('has-error');
          self._inputs(field).prop('disabled', !allowed);
        }
      });
    },

    _count: function (values) {
      const self = this;
      const missing = window.bmagovForm.missing(this.fields, values);
      this.el.find('[data-bmagov-count]').each(function () {
        const left = missing[this.dataset.bmagovCount] || 0;
        const text = left ? self.options.left.replace('{n}', left) : self.options.done;
        if (this.textContent !== text) {
          this.textContent = text;
        }
        this.classList.toggle('is-done', !left);
      });
    },

    _measure: function () {
      const words = this.options.length;
      this.el.find('[data-bmagov-advised]').each(function () {
        const line = this.parentNode.querySelector('[data-bmagov-length]');
        const length = Array.from(this.value).length;
        const limit = Number(this.dataset.bmagovAdvised);
        if (line && length) {
          line.textContent = words.replace('{n}', length.toLocaleString()).replace('{limit}', limit.toLocaleString());
          line.classList.toggle('is-over', length > limit);
        }
      });
    },

    _focus: function () {
      const errors = document.getElementById('bmagov-errors');
      if (errors) {
        errors.focus();
      }
    }
  };
});
