/* What the grid does while something is typed into a cell, and when that ends. */
this.bmagovDictionary = this.bmagovDictionary || {};

(function (kit) {
  'use strict';

  Object.assign(kit.Grid.prototype, {
    /* typed: null to go on with what stands there, or the text to begin with */
    _open(typed) {
      const field = this._field();
      const { row, column } = this.active;
      if (!field) {
        this.tell.details();
        return;
      }
      if (field.kind === 'flag') {
        this._toggle();
        return;
      }
      const cell = this._cell(row, column);
      const value = (this.model.columns[row] || {})[field.name] || '';
      const label = field.label + ' ' + (row + 1);
      cell.classList.add('is-editing');
      if (field.kind === 'type' || field.kind === 'choice') {
        const done = (chosen, key) => this._finish(cell, row, field, chosen, key);
        this.editing = new kit.Picker(cell, this.fields.choicesOf(field), value, typed, label, done);
        return;
      }
      const box = document.createElement(field.kind === 'block' ? 'textarea' : 'input');
      box.className = 'bmagov-grid-input';
      box.setAttribute('aria-label', label);
      box.value = typed === null ? value : typed;
      cell.appendChild(box);
      box.focus();
      box.setSelectionRange(box.value.length, box.value.length);
      box.addEventListener('keydown', event => this._typing(event, box));
      box.addEventListener('blur', () => this.commit());
      this.editing = {
        close: (text, key) => {
          box.remove();
          this._finish(cell, row, field, text, key);
        },
        value: () => box.value
      };
    },

    _typing(event, box) {
      if (event.ctrlKey || event.metaKey) {
        return; // the page's: saving
      }
      event.stopPropagation();
      if (event.isComposing) {
        return;
      }
      const editor = this.editing;
      if (event.key === 'Enter' && event.altKey && box.tagName === 'TEXTAREA') {
        box.setRangeText('\n', box.selectionStart, box.selectionEnd, 'end');
      } else if (event.key === 'Enter' || event.key === 'Tab') {
        this.editing = null;
        editor.close(box.value, (event.shiftKey ? 'Shift+' : '') + event.key);
      } else if (event.key === 'Escape') {
        this.editing = null;
        editor.close(null, 'Escape');
      } else {
        return;
      }
      event.preventDefault();
    },

    /* Keep what is being typed. */
    commit() {
      const editor = this.editing;
      if (!editor) {
        return;
      }
      if (editor instanceof kit.Picker) {
        editor.close(editor._chosen(), '');
      } else {
        this.editing = null;
        editor.close(editor.value(), '');
      }
    },

    _finish(cell, row, field, text, key) {
      this.editing = null;
      cell.classList.remove('is-editing');
      const before = this.model.columns[row] && this.model.columns[row][field.name] || '';
      const value = text === null ? before : this.fields.read(field, text);
      if (text !== null && (value || '') !== before) {
        this.model.set([{ row, field: field.name, value }], { row, column: this.active.column });
        this._changed();
      } else {
        this._window();
      }
      if (key === 'Enter' || key === 'Shift+Enter') {
        this._below(key === 'Enter' ? 1 : -1);
      } else if (key === 'Tab' || key === 'Shift+Tab') {
        if (!this._tab(key === 'Shift+Tab')) {
          this.go(this.active.row, this.active.column);
        }
      } else if (key) {
        this.go(this.active.row, this.active.column);
      }
    },

    /* Down from the last row adds one, as long as the last says something. */
    _below(step) {
      const { row, column } = this.active;
      const columns = this.model.columns;
      if (step > 0 && row === columns.length - 1 && !kit.isBlank(columns[row])) {
        this.model.insert(columns.length, 1);
        this._changed();
      }
      this.go(row + step, column);
    }
  });
}(this.bmagovDictionary));
