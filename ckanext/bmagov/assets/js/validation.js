/* Follows a check that waits or runs, and shows its report when there is one.
 *
 * Without JavaScript the page has a link that does the same.
 *
 * url - gives { run: { status, rows_read, rows_total } }
 */
this.ckan.module('bmagov-validation', function ($) {
  'use strict';
  return {
    options: { url: null, every: 3000 },

    initialize: function () {
      $.proxyAll(this, /_on/);
      this.waiting = window.setTimeout(this._onTime, this.options.every);
    },

    teardown: function () {
      window.clearTimeout(this.waiting);
    },

    _onTime: function () {
      $.getJSON(this.options.url).done(this._onAnswer).fail(this._onFail);
    },

    _onAnswer: function (answer) {
      const run = answer.run;
      const rows = this.el.find('[data-rows]');
      if (!run || (run.status !== 'waiting' && run.status !== 'running') || (run.status === 'running') !== !!rows.length) {
        window.location.reload();
        return;
      }
      rows.text(run.rows_read.toLocaleString());
      if (run.rows_total) {
        this.el.find('progress').val(Math.min(run.rows_read, run.rows_total));
      }
      this.waiting = window.setTimeout(this._onTime, this.options.every);
    },

    _onFail: function () {
      this.waiting = window.setTimeout(this._onTime, this.options.every * 4);
    }
  };
});
