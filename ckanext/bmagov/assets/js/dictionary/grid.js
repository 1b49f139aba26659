/* The grid of columns: one row for each column of the table, cells as in a spreadsheet.
 *
 * Only the rows in sight are in the page, so that thousands stay quick; the row that has the focus stays, too.
 * What is done with rows and the clipboard stands in rows.js, what is typed into a cell in typing.js.
 *
 * WAI-ARIA's grid: one cell is in the order of tabs, arrows move within. Tab goes from cell to cell as in a
 * spreadsheet; after Escape it leaves the grid.
 */
this.bmagovDictionary = this.bmagovDictionary || {};

(function (kit) {
  'use strict';

  const ROW = 44;
  const SPARE = 8;

  function make(tag, css, role) {
    const element = document.createElement(tag);
    element.className = css;
    if (role) {
      element.setAttribute('role', role);
    }
    return element;
  }

  class Grid {
    /* tell: {changed(), moved(), say(sentence), details()} */
    constructor(frame, model, fields, words, tell) {
      Object.assign(this, { frame, model, fields, words, tell });
      this.columns = fields.grid;
      this.rows = new Map();
      this.active = { row: 0, column: 1 };
      this.anchor = { row: 0, column: 1 };
      this._build();
      this.render();
    }

    // --- the page ---

    _build() {
      const grid = this.root = make('div', 'bmagov-grid', 'grid');
      grid.setAttribute('aria-label', this.words.grid);
      grid.setAttribute('aria-multiselectable', 'true');
      grid.setAttribute('aria-colcount', this.columns.length + 1);
      grid.setAttribute('aria-describedby', 'bmagov-grid-help');
      grid.style.setProperty('--bmagov-grid-columns', '4.5rem ' + this.columns.map(one => one.width).join(' '));
      const head = make('div', 'bmagov-grid-head', 'rowgroup');
      const row = make('div', 'bmagov-grid-row', 'row');
      row.setAttribute('aria-rowindex', 1);
      [{ label: this.words.row }].concat(this.columns).forEach((field, place) => {
        const cell = make('div', 'bmagov-grid-cell', 'columnheader');
        cell.setAttribute('aria-colindex', place + 1);
        cell.textContent = field.label;
        if (field.standard) {
          const mark = make('span', 'bmagov-grid-standard');
          mark.textContent = this.words.standard;
          cell.appendChild(mark);
        }
        row.appendChild(cell);
      });
      head.appendChild(row);
      this.body = make('div', 'bmagov-grid-body', 'rowgroup');
      grid.append(head, this.body);
      this.frame.appendChild(grid);
      this.line = make('div', 'bmagov-grid-line');
      this.line.hidden = true;
      this.body.appendChild(this.line);
      grid.addEventListener('scroll', () => this._onScroll(), { passive: true });
      grid.addEventListener('keydown', event => this._onKey(event));
      grid.addEventListener('mousedown', event => this._onMouse(event));
      grid.addEventListener('dblclick', event => this._onDouble(event));
      grid.addEventListener('focusin', event => this._onFocus(event));
      grid.addEventListener('pointerdown', event => this._onGrip(event));
      ['copy', 'cut', 'paste'].forEach(kind => grid.addEventListener(kind, event => this._onClipboard(event)));
    }

    render() {
      const count = this.model.columns.length;
      this.root.setAttribute('aria-rowcount', count + 1);
      this.body.style.height = count * ROW + 'px';
      this.active.row = Math.max(0, Math.min(this.active.row, count - 1));
      this.anchor.row = Math.max(0, Math.min(this.anchor.row, count - 1));
      this._window();
    }

    _window() {
      const count = this.model.columns.length;
      const [first, last] = kit.inSight(this.root.scrollTop, this.root.clientHeight, count, ROW, SPARE);
      this.rows.forEach((row, number) => {
        if ((number < first || number > last) && number !== this.active.row || number >= count) {
          row.remove();
          this.rows.delete(number);
        }
      });
      for (let number = first; number <= last; number += 1) {
        this._draw(number);
      }
      if (count) {
        this._draw(this.active.row);
      }
    }

    _draw(number) {
      let row = this.rows.get(number);
      if (!row) {
        row = this._newRow(number);
        this.rows.set(number, row);
        const after = Array.from(this.rows.keys()).filter(one => one > number).sort((a, b) => a - b)[0];
        // Readers of the page go through the rows in the order of the document.
        this.body.insertBefore(row, after === undefined ? null : this.rows.get(after));
      }
      const column = this.model.columns[number];
      const names = this.model.names();
      const box = this._box();
      const blank = kit.isBlank(column);
      for (let place = 0; place <= this.columns.length; place += 1) {
        const cell = row.children[place];
        const isActive = number === this.active.row && place === this.active.column;
        const isSelected = number >= box.top && number <= box.bottom &&
          (place >= box.left && place <= box.right || box.left === 0);
        cell.tabIndex = isActive ? 0 : -1;
        cell.classList.toggle('is-active', isActive);
        cell.classList.toggle('is-selected', isSelected);
        cell.setAttribute('aria-selected', isSelected ? 'true' : 'false');
        if (place) {
          this._drawCell(cell, this.columns[place - 1], column, number, names, blank);
        }
      }
    }

    _newRow(number) {
      const row = make('div', 'bmagov-grid-row', 'row');
      row.style.top = number * ROW + 'px';
      row.setAttribute('aria-rowindex', number + 2);
      row.dataset.row = number;
      const head = make('div', 'bmagov-grid-cell bmagov-grid-number', 'rowheader');
      head.setAttribute('aria-colindex', 1);
      const grip = make('span', 'bmagov-grid-grip');
      grip.setAttribute('aria-hidden', 'true');
      const label = make('span', '');
      label.textContent = number + 1;
      head.append(grip, label);
      row.appendChild(head);
      this.columns.forEach((field, place) => {
        const cell = make('div', 'bmagov-grid-cell', 'gridcell');
        cell.setAttribute('aria-colindex', place + 2);
        const text = make('span', 'bmagov-grid-text');
        cell.appendChild(text);
        row.appendChild(cell);
      });
      return row;
    }

    _drawCell(cell, field, column, number, names, blank) {
      const shown = this.fields.shown(field, column[field.name]);
      const text = cell.firstChild;
      if (text.textContent !== shown) {
        text.textContent = shown;
      }
      const errors = this.errors(number, field.name, names);
      const warnings = column._warnings && column._warnings[field.name] || [];
      const lacks = field.standard && !blank && !errors.length && kit.Model.lacks(column).indexOf(field.name) >= 0;
      const guessed = (column._guessed || []).indexOf(field.name) >= 0 && Boolean(shown);
      cell.classList.toggle('has-error', errors.length > 0);
      cell.classList.toggle('has-warning', !errors.length && warnings.length > 0);
      cell.classList.toggle('is-missing', Boolean(lacks));
      cell.classList.toggle('is-guess', guessed);
      cell.classList.toggle('is-flag', field.kind === 'flag');
      if (errors.length) {
        cell.setAttribute('aria-invalid', 'true');
      } else {
        cell.removeAttribute('aria-invalid');
      }
      const notes = errors.concat(warnings, guessed ? [this.words.guessed] : [], lacks ? [this.words.lacking] : []);
      let note = cell.querySelector('.bmagov-grid-note');
      if (notes.length && !note) {
        note = make('span', 'visually-hidden bmagov-grid-note');
        cell.appendChild(note);
      }
      if (note) {
        note.textContent = notes.join(' ');
      }
    }

    errors(row, name, names) {
      const column = this.model.columns[row];
      const found = column && column._errors && column._errors[name] || [];
      return found.length ? found :
        this.model.quickErrors(column, row, name, names || this.model.names(), this.words);
    }

    _box() { return kit.boxOf(this.active, this.anchor); }

    _cell(row, column) {
      const found = this.rows.get(row);
      return found ? found.children[column] : null;
    }

    // --- where one is ---

    go(row, column, extend, quiet) {
      const before = this.active.row;
      this.active = {
        row: Math.max(0, Math.min(row, this.model.columns.length - 1)),
        column: Math.max(0, Math.min(column, this.columns.length))
      };
      if (!extend) {
        this.anchor = { ...this.active };
      }
      this._reveal();
      this._window();
      const cell = this._cell(this.active.row, this.active.column);
      if (cell && !quiet) {
        cell.focus({ preventScroll: true });
      }
      this.tell.moved(before !== this.active.row);
    }

    _reveal() {
      const head = this.root.firstChild.offsetHeight;
      const top = this.active.row * ROW;
      if (top < this.root.scrollTop) {
        this.root.scrollTop = top;
      } else if (top + ROW + head > this.root.scrollTop + this.root.clientHeight) {
        this.root.scrollTop = top + ROW + head - this.root.clientHeight;
      }
      const heading = this.root.querySelector('[role=columnheader]:nth-child(' + (this.active.column + 1) + ')');
      const fixed = this.root.querySelector('[role=columnheader]').offsetWidth;
      if (this.active.column === 0 || heading.offsetLeft - fixed < this.root.scrollLeft) {
        this.root.scrollLeft = this.active.column === 0 ? 0 : heading.offsetLeft - fixed;
      } else if (heading.offsetLeft + heading.offsetWidth > this.root.scrollLeft + this.root.clientWidth) {
        this.root.scrollLeft = heading.offsetLeft + heading.offsetWidth - this.root.clientWidth;
      }
    }

    selectedRows() {
      const box = this._box();
      return [box.top, box.bottom];
    }

    // --- events ---

    _onScroll() {
      if (!this.waiting) {
        this.waiting = window.requestAnimationFrame(() => {
          this.waiting = null;
          this._window();
        });
      }
    }

    _placeOf(event) {
      const cell = event.target.closest && event.target.closest('.bmagov-grid-body .bmagov-grid-cell');
      return cell && {
        row: Number(cell.parentNode.dataset.row),
        column: Array.from(cell.parentNode.children).indexOf(cell)
      };
    }

    _onFocus(event) {
      const place = this._placeOf(event);
      if (place && event.target.getAttribute('tabindex') !== null && !this.editing &&
        (place.row !== this.active.row || place.column !== this.active.column)) {
        this.go(place.row, place.column, false, true);
      }
    }

    _onMouse(event) {
      const place = this._placeOf(event);
      if (!place || event.button || event.target.closest('input, textarea')) {
        return;
      }
      event.preventDefault();
      this.commit();
      this.leaving = false;
      const again = place.row === this.active.row && place.column === this.active.column;
      this.go(place.row, place.column, event.shiftKey);
      const field = this.columns[place.column - 1];
      if (field && field.kind === 'flag' && again && !event.shiftKey) {
        this._toggle();
      }
      const drag = move => {
        const over = this._placeOf(move);
        if (over && (over.row !== this.active.row || over.column !== this.active.column)) {
          this.go(over.row, place.column === 0 ? 0 : over.column, true);
        }
      };
      const stop = () => {
        document.removeEventListener('mousemove', drag);
        document.removeEventListener('mouseup', stop);
      };
      if (!event.target.closest('.bmagov-grid-grip')) {
        document.addEventListener('mousemove', drag);
        document.addEventListener('mouseup', stop);
      }
    }

    _onDouble(event) {
      const place = this._placeOf(event);
      if (place && !this.editing) {
        this._open(null);
      }
    }

    _onKey(event) {
      if (this.editing) {
        return;
      }
      const done = event.ctrlKey || event.metaKey ? this._shortcut(event) : event.altKey ? this._withAlt(event) :
        this._plainKey(event);
      if (done) {
        event.preventDefault();
        event.stopPropagation();
      }
      if (event.key !== 'Escape' && event.key !== 'Tab' && event.key !== 'Shift') {
        this.leaving = false;
      }
    }

    _plainKey(event) {
      const { row, column } = this.active;
      const extend = event.shiftKey;
      const moves = {
        ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0]
      };
      if (event.key in moves) {
        this.go(row + moves[event.key][0], column + moves[event.key][1], extend);
      } else if (event.key === 'Home' || event.key === 'End') {
        this.go(row, event.key === 'Home' ? 1 : this.columns.length, extend);
      } else if (event.key === 'Tab') {
        return this._tab(extend);
      } else if (event.key === 'Escape') {
        this.leaving = true;
        this.go(row, column);
        this.tell.say(this.words.leave);
      } else if (event.key === 'Enter' || event.key === 'F2') {
        this._open(null);
      } else if (event.key === 'Delete' || event.key === 'Backspace') {
        this._clear();
      } else if (event.key === 'Insert') {
        this.addRow();
      } else if (event.key === ' ' && this._field() && this._field().kind === 'flag') {
        this._toggle();
      } else if (event.key.length === 1 && this._field() && this._field().kind !== 'flag') {
        this._open('');
        return false;
      } else {
        return false;
      }
      return true;
    }

    _tab(back) {
      const next = kit.nextPlace(this.active, back, this.model.columns.length, this.columns.length);
      if (this.leaving || !next) {
        return false;
      }
      this.go(next.row, next.column);
      return true;
    }

    _withAlt(event) {
      const steps = { ArrowUp: -1, ArrowDown: 1 };
      if (event.key in steps) {
        this.moveRows(steps[event.key]);
        return true;
      }
      if (event.key === 'Enter') {
        this.tell.details();
        return true;
      }
      return false;
    }

    _shortcut(event) {
      const letter = kit.letterOf(event);
      const last = this.model.columns.length - 1;
      if (letter === 'a') {
        this.anchor = { row: 0, column: 1 };
        this.go(last, this.columns.length, true);
      } else if (letter === 'd') {
        this._fillDown();
      } else if (event.key === 'Home' || event.key === 'End') {
        this.go(event.key === 'Home' ? 0 : last, event.key === 'Home' ? 1 : this.columns.length, event.shiftKey);
      } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
        this.go(event.key === 'ArrowUp' ? 0 : last, this.active.column, event.shiftKey);
      } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        this.go(this.active.row, event.key === 'ArrowLeft' ? 1 : this.columns.length, event.shiftKey);
      } else if (event.key === 'Delete') {
        this.removeRows();
      } else {
        return false;
      }
      return true;
    }

    _field() { return this.columns[this.active.column - 1]; }

    _changed() {
      this.render();
      this.tell.changed();
    }

    _toggle() {
      const field = this._field();
      const { row, column } = this.active;
      const value = !(this.model.columns[row] || {})[field.name];
      this.model.set([{ row, field: field.name, value: value || undefined }], { row, column });
      this._changed();
      this.tell.say(field.label + ': ' + (value ? this.words.yes : this.words.no));
    }

    _clear() {
      this.model.set(kit.clearEdits(this._box(), this.columns), { ...this.active });
      this._changed();
    }

    _fillDown() {
      const edits = kit.fillEdits(this._box(), this.columns, this.model.columns);
      if (edits.length) {
        this.model.set(edits, { ...this.active });
        this._changed();
      }
    }
  }

  kit.ROW = ROW;
  kit.Grid = Grid;
}(this.bmagovDictionary));
