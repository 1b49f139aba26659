/* Files in the form of a new file: dropped or chosen, one or many. Without this the browser sends all at once.
 *
 * One file gives the name field its name. Many get a row each, with a name, and are sent one after the other, so that
 * no row waits for another and one that fails is told in its row.
 *
 * name                    - label of the name in a row; {file} is the file
 * sending, saved, failed  - words for the state of a row
 */
this.ckan.module('bmagov-form-files', function ($) {
  'use strict';
  return {
    options: { name: '{file}', sending: '', saved: '', failed: '' },

    initialize: function () {
      $.proxyAll(this, /_on/);
      const area = this.el[0];
      this.form = area.closest('form');
      this.input = area.querySelector('input[type=file]');
      this.list = area.querySelector('[data-bmagov-files]');
      this.rows = [];
      this.input.addEventListener('change', this._onChoose);
      area.addEventListener('dragover', this._onDrag);
      area.addEventListener('dragleave', this._onDrag);
      area.addEventListener('drop', this._onDrop);
      this.form.addEventListener('submit', this._onSubmit, true);
    },

    teardown: function () {
      this.form.removeEventListener('submit', this._onSubmit, true);
    },

    _onDrag: function (event) {
      if (event.dataTransfer.types.includes('Files')) {
        event.preventDefault();
        this.el.toggleClass('is-dropping', event.type === 'dragover');
      }
    },

    _onDrop: function (event) {
      if (event.dataTransfer.files.length) {
        event.preventDefault();
        this.el.removeClass('is-dropping');
        this.input.files = event.dataTransfer.files;
        this.input.dispatchEvent(new Event('change', { bubbles: true }));
      }
    },

    _onChoose: function () {
      const files = Array.from(this.input.files);
      const name = this.form.querySelector('input[name=name]');
      if (files.length === 1 && (!name.value.trim() || name.value === this.proposed)) {
        this.proposed = window.bmagovFileName(files[0].name);
        name.value = this.proposed;
        name.dispatchEvent(new Event('input', { bubbles: true }));
      }
      this.el[0].querySelector('input[value=upload]').checked = true;
      this.rows = files.length > 1 ? files.map(file => this._row(file)) : [];
      name.closest('[data-bmagov-field]').hidden = this.rows.length > 0;
      this.list.replaceChildren(...this.rows.map(row => row.item));
    },

    _row: function (file) {
      const item = document.createElement('li');
      const input = document.createElement('input');
      const state = document.createElement('span');
      input.className = 'form-control';
      input.value = window.bmagovFileName(file.name);
      input.setAttribute('aria-label', this.options.name.replace('{file}', file.name));
      input.maxLength = 200;
      item.append(input, state);
      return { item, input, state, file, saved: false };
    },

    _onSubmit: function (event) {
      const button = event.submitter;
      if (!this.rows.length || !button || !['done', 'again', 'publish'].includes(button.value)) {
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!this.busy) {
        this.busy = true;
        this._send().then(all => {
          this.busy = false;
          if (all) {
            this._finish(button);
          }
        });
      }
    },

    _send: async function () {
      for (const row of this.rows.filter(other => !other.saved)) {
        row.state.textContent = this.options.sending;
        const body = new FormData(this.form);
        body.delete('upload');
        body.set('upload', row.file);
        body.set('name', row.input.value);
        body.set('source', 'upload');
        body.set('save', 'one');
        const answer = await fetch(this.form.action || window.location.href, { method: 'POST', body: body })
          .then(response => response.json())
          .catch(() => ({ saved: false, why: '' }));
        row.saved = answer.saved;
        row.input.readOnly = row.saved;
        row.item.classList.toggle('has-error', !row.saved);
        row.state.textContent = row.saved ? this.options.saved : [this.options.failed, answer.why].filter(Boolean).join(': ');
      }
      return this.rows.every(row => row.saved);
    },

    /* Everything is stored: what follows is what follows an empty form. */
    _finish: function (button) {
      this.rows = [];
      this.form.reset();
      this.form.querySelectorAll('input[type=text], input[type=url], textarea').forEach(input => { input.value = ''; });
      if (button.value === 'again') {
        this.form.dispatchEvent(new Event('submit'));
        window.location.reload();
      } else {
        this.form.requestSubmit(button);
      }
    }
  };
});
