/* Keeps what is typed into a form: leaving it asks, and a draft saves itself. The server decides what can be saved.
 *
 * autosave       - the form is one of a draft, or of a new dataset, which becomes one
 * unsaved        - the page came back with what was typed, and nothing is stored
 * saved          - words; {time} is the time
 * failed, stale  - words for what could not be saved, and for what somebody else has saved meanwhile
 */
this.ckan.module('bmagov-form-keep', function ($) {
  'use strict';
  const IDLE = 4000; // milliseconds without typing
  const BETWEEN = 45000; // milliseconds between two saves

  return {
    options: { autosave: false, unsaved: false, saved: '', failed: '', stale: '' },

    initialize: function () {
      $.proxyAll(this, /_on/);
      this.form = this.el[0].closest('form');
      this.dirty = Boolean(this.options.unsaved);
      this.last = 0;
      this.form.addEventListener('input', this._onInput);
      this.form.addEventListener('change', this._onInput);
      this.form.addEventListener('submit', this._onSubmit);
      window.addEventListener('beforeunload', this._onLeave);
    },

    teardown: function () {
      window.clearTimeout(this.timer);
      this.form.removeEventListener('input', this._onInput);
      this.form.removeEventListener('change', this._onInput);
      this.form.removeEventListener('submit', this._onSubmit);
      window.removeEventListener('beforeunload', this._onLeave);
    },

    _onInput: function () {
      this.dirty = true;
      this.changes = (this.changes || 0) + 1;
      this._plan();
    },

    _onSubmit: function () {
      window.clearTimeout(this.timer);
      this.dirty = false;
    },

    _onLeave: function (event) {
      if (this.dirty) {
        event.preventDefault();
      }
    },

    _plan: function () {
      if (this.options.autosave && !this.stopped) {
        window.clearTimeout(this.timer);
        this.timer = window.setTimeout(this._onTime, Math.max(IDLE, this.last + BETWEEN - Date.now()));
      }
    },

    _onTime: function () {
      const field = name => this.form.querySelector(`[name="${name}"]`);
      if (!this.dirty || !field('title').value.trim() || !field('owner_org').value) {
        return;
      }
      const body = new FormData(this.form);
      body.set('save', 'auto');
      const changes = this.changes;
      this.last = Date.now();
      fetch(this.form.action, { method: 'POST', body: body, headers: { Accept: 'application/json' } })
        .then(response => response.json())
        .then(answer => this._take(answer, changes))
        .catch(() => this._say(this.options.failed));
    },

    _take: function (answer, changes) {
      if (!answer.saved) {
        this.stopped = Boolean(answer.stale);
        this._say(answer.stale ? this.options.stale : this.options.failed);
        return;
      }
      this.form.action = answer.edit;
      this._read().value = answer.metadata_modified;
      window.history.replaceState(null, '', answer.edit);
      this.dirty = this.changes !== changes;
      if (this.dirty) {
        this._plan();
      }
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
      this._say(this.options.saved.replace('{time}', time));
    },

    /* Which version the form was read in: a new dataset has none before it is saved. */
    _read: function () {
      let input = this.form.querySelector('input[name="metadata_modified"]');
      if (!input) {
        input = document.createElement('input');
        input.type = 'hidden';
        input.name = 'metadata_modified';
        this.form.append(input);
      }
      return input;
    },

    _say: function (words) {
      this.el[0].textContent = words;
    }
  };
});
