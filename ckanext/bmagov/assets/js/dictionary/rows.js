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
        const to = target > last ? target - (last - first + 1) : Math.min(target, first);
        if (over.type === 'pointerup' && (target < first || target > last) && this.model.move(first, last, to)) {
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
      const [left, right] = box.left ? [box.left, box.right] : [1, this.columns.length];
      const rows = this.model.columns.slice(box.top, box.bottom + 1).map(column =>
        this.columns.slice(left - 1, right).map(field => this.fields.shown(field, column[field.name])));
      event.clipboardData.setData('text/plain', kit.writeCells(rows));
      this.tell.say(this.words.copied.replace('{n}', rows.length));
      if (event.type === 'cut') {
        this._clear();
      }
    },

    /* Cells from the active one on; a row of headings says which fields they are. One cell fills a selection. */
    paste(cells) {
      if (!cells.length || cells.length === 1 && cells[0].length === 1 && !cells[0][0]) {
        return;
      }
      const box = this._box();
      const headings = cells[0].map(text => this.fields.ofHeading(text));
      const isHeaded = headings.length > 1 && headings.every(Boolean);
      const left = Math.max(1, box.left);
      const targets = isHeaded ? headings : cells[0].map((text, place) => this.columns[left - 1 + place]);
      const rows = isHeaded ? cells.slice(1) : cells;
      const single = rows.length === 1 && rows[0].length === 1;
      const edits = [];
      if (single) {
        for (let row = box.top; row <= box.bottom; row += 1) {
          for (let place = left; place <= Math.max(left, box.right); place += 1) {
            const field = this.columns[place - 1];
            edits.push({ row, field: field.name, value: this.fields.read(field, rows[0][0]) });
          }
        }
      } else {
        rows.forEach((texts, down) => texts.forEach((text, across) => {
          const field = targets[across];
          if (field) {
            edits.push({ row: box.top + down, field: field.name, value: this.fields.read(field, text) });
          }
        }));
      }
      this.model.set(edits, { ...this.active });
      this.anchor = { row: box.top, column: left };
      this._changed();
      if (!single) {
        const right = isHeaded ? left : Math.min(this.columns.length, left + cells[0].length - 1);
        this.go(box.top + rows.length - 1, right, true);
      }
      this.tell.say(this.words.pasted.replace('{n}', single ? box.bottom - box.top + 1 : rows.length));
    }
  });
}(this.bmagovDictionary));
