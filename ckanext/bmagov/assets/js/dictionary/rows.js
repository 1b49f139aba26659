/* What the grid does with whole rows and with the clipboard. */
this.bmagovDictionary = this.bmagovDictionary || {};

(function (kit) {
  'use strict';

  Object.assign(kit.Grid.prototype, {
    // --- rows ---

    addRow() {
      const row = this.model.columns.length ? this.active.row + 1 : 0;
      this.model.insert(row, 1);
      this._changed();
      this.go(row, 1);
      this.tell.say(this.words.rowAdded.replace('{n}', row + 1));
    },

    removeRows() {
      const [first, last] = this.selectedRows();
      if (!this.model.columns.length) {
        return;
      }
      this.model.remove(first, last);
      this.anchor = { ...this.active };
      if (!this.model.columns.length) {
        this.model.insert(0, 1);
      }
      this._changed();
      this.go(first, this.active.column);
      this.tell.say(this.words.rowsRemoved.replace('{n}', last - first + 1));
    },

    moveRows(step) {
      const [first, last] = this.selectedRows();
      if (step > 0 && last >= this.model.columns.length - 1 || !this.model.move(first, last, first + step)) {
        return;
      }
      this.anchor.row += step;
      this.active.row += step;
      this._changed();
      this.go(this.active.row, this.active.column, true);
      this.tell.say(this.words.rowMoved.replace('{n}', first + step + 1));
    },

    /* Rows are dragged by the grip beside their number. */
    _onGrip(event) {
      if (!event.target.closest('.bmagov-grid-grip') || event.button) {
        return;
      }
      const start = this._placeOf(event);
      this.commit();
      let [first, last] = this.selectedRows();
      if (start.row < first || start.row > last) {
        first = last = start.row;
      }
      let target = start.row;
      const move = over => {
        const box = this.body.getBoundingClientRect();
        const frame = this.root.getBoundingClientRect();
        this.root.scrollTop += over.clientY > frame.bottom - 30 ? 12 : over.clientY < frame.top + 60 ? -12 : 0;
        target = Math.max(0, Math.min(Math.round((over.clientY - box.top) / kit.ROW), this.model.columns.length));
        this.line.hidden = false;
        this.line.style.top = target * kit.ROW - 2 + 'px';
      };
      const stop = over => {
        document.removeEventListener('pointermove', move);
        document.removeEventListener('pointerup', stop);
        document.removeEventListener('pointercancel', stop);
        this.line.hidden = true;
        const to = kit.dropPlace(first, last, target);
        if (over.type === 'pointerup' && to !== null && this.model.move(first, last, to)) {
          this.active.row = this.anchor.row = to;
          this._changed();
          this.go(to, 0);
          this.tell.say(this.words.rowMoved.replace('{n}', to + 1));
        }
      };
      document.addEventListener('pointermove', move);
      document.addEventListener('pointerup', stop);
      document.addEventListener('pointercancel', stop);
    },

    // --- clipboard ---

    _onClipboard(event) {
      if (this.editing || !event.clipboardData) {
        return;
      }
      event.preventDefault();
      if (event.type === 'paste') {
        this.paste(kit.parseCells(event.clipboardData.getData('text/plain')));
        return;
      }
      const box = this._box();
      const fields = kit.fieldsIn(box, this.columns);
      const rows = this.model.columns.slice(box.top, box.bottom + 1).map(column =>
        fields.map(field => this.fields.shown(field, column[field.name])));
      event.clipboardData.setData('text/plain', kit.writeCells(rows));
      this.tell.say(this.words.copied.replace('{n}', rows.length));
      if (event.type === 'cut') {
        this._clear();
      }
    },

    paste(cells) {
      const box = this._box();
      const pasted = kit.pasteEdits(cells, box, this.fields);
      if (!pasted) {
        return;
      }
      this.model.set(pasted.edits, { ...this.active });
      this.anchor = { row: box.top, column: pasted.left };
      this._changed();
      if (!pasted.isSingle) {
        this.go(box.top + pasted.rows - 1, pasted.right, true);
      }
      this.tell.say(this.words.pasted.replace('{n}', pasted.rows));
    }
  });
}(this.bmagovDictionary));
