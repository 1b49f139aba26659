/* The editor of a dictionary: grid (or cards), details, tables, counts, guesses to answer, saving.
 *
 * The page is a plain form that the server understands by itself; this takes its place. What is edited, and the
 * words, stand in the page as JSON (dictionary/helpers/dictionary.py): columns, types, words, tables, version, findings.
 * Nothing is decided here: the server reads, checks and saves.
 */
this.ckan.module('bmagov-dictionary', function ($) {
  'use strict';
  const kit = window.bmagovDictionary;
  const NARROW = '(max-width: 767.98px)';

  return {
    options: { state: null },

    initialize: function () {
      $.proxyAll(this, /^_on/);
      const state = JSON.parse(document.getElementById(this.options.state).dataset.state);
      this.words = state.words;
      this.fields = new kit.Fields(state.fields, state.types, state.words);
      this.model = new kit.Model(state.tables, this.fields);
      this.version = state.version;
      this.unsaved = state.unsaved;
      this.form = this.el[0];
      this._build();
      this.narrow = window.matchMedia(NARROW);
      this.narrow.addEventListener('change', this._onWidth);
      window.addEventListener('beforeunload', this._onLeave);
      this.form.addEventListener('submit', this._onSubmit);
      this.form.addEventListener('keydown', this._onKey);
      this._onWidth();
      this._changed();
    },

    teardown: function () {
      this.narrow.removeEventListener('change', this._onWidth);
      window.removeEventListener('beforeunload', this._onLeave);
    },

    // --- the page ---

    _build: function () {
      const find = selector => this.form.querySelector(selector);
      this.form.querySelector('[data-bmagov-plain]').remove();
      this.live = find('[data-bmagov-live]');
      this.live.hidden = false;
      this.parts = {};
      ['tables', 'table', 'tools', 'frame', 'cell', 'panel', 'count', 'guesses', 'say', 'problems', 'help']
        .forEach(name => { this.parts[name] = find('[data-bmagov-' + name + ']'); });
      this.grid = null;
      this.cards = new kit.Cards(this.parts.frame, this.model, this.fields, this.words, this._tell());
      this.panel = new kit.Panel(this.parts.panel.querySelector('[data-bmagov-fields]'), this.fields, this.words,
        (field, value) => this._onDetail(field, value));
      this.parts.panel.querySelector('[data-bmagov-close]').addEventListener('click', () => this._hidePanel());
      this.parts.panel.addEventListener('keydown', event => {
        if (event.key === 'Escape') {
          this._hidePanel();
        }
      });
      this.parts.tools.addEventListener('click', event => {
        const pressed = event.target.closest('[data-do]');
        if (pressed) {
          this._do(pressed.dataset.do);
        }
      });
    },

    _tell: function () {
      return {
        changed: () => this._changed(),
        moved: isOtherRow => this._moved(isOtherRow),
        say: sentence => this._say(sentence),
        details: () => this._showPanel(true)
      };
    },

    _onWidth: function () {
      if (this.isNarrow === this.narrow.matches) {
        return;
      }
      if (this.grid) {
        this.grid.commit();
      }
      this.parts.frame.textContent = '';
      this.isNarrow = this.narrow.matches;
      this.form.classList.toggle('is-narrow', this.isNarrow);
      this.parts.help.hidden = this.isNarrow;
      this.parts.cell.hidden = this.isNarrow;
      if (this.isNarrow) {
        this.grid = null;
        this._hidePanel();
        this.cards.render();
      } else {
        this.grid = new kit.Grid(this.parts.frame, this.model, this.fields, this.words, this._tell());
        this._moved(true);
      }
    },

    _draw: function () {
      if (this.grid) {
        this.grid.render();
        this._moved(true);
      } else {
        this.cards.render();
      }
    },

    _changed: function () {
      this._tables();
      this._count();
      this._guesses();
      this._buttons();
      if (this.grid) {
        this._moved(true);
      }
    },

    _say: function (sentence) {
      this.parts.say.textContent = '';
      window.setTimeout(() => { this.parts.say.textContent = sentence; }, 50);
    },

    /* Beneath the grid: what is to be said about the cell one is in. */
    _moved: function (isOtherRow) {
      const { row, column } = this.grid.active;
      const field = this.fields.grid[column - 1];
      const found = this.model.columns[row] || {};
      const errors = field ? this.grid.errors(row, field.name) : [];
      const warnings = field && found._warnings && found._warnings[field.name] || [];
      const type = field && field.kind === 'type' && this.fields.typeOf(found.type || '');
      const help = field ? [field.label, type ? type.hint : field.help].filter(Boolean).join(': ') : this.words.rowHelp;
      this.parts.cell.textContent = errors.concat(warnings).join(' ') || help;
      this.parts.cell.classList.toggle('is-wrong', errors.length > 0);
      if (isOtherRow && !this.parts.panel.hidden) {
        this._showPanel(false);
      }
    },

    _showPanel: function (takesFocus) {
      if (!this.grid) {
        return;
      }
      const row = this.grid.active.row;
      const column = this.model.columns[row] || {};
      this.parts.panel.hidden = false;
      this.form.classList.add('has-panel');
      this.parts.panel.querySelector('[data-bmagov-title]').textContent =
        this.words.detailsOf.replace('{name}', column.name || this.words.rowNumber.replace('{n}', row + 1));
      this.panel.show(column, row, field => this.grid.errors(row, field));
      if (takesFocus) {
        this.panel.focus();
      }
    },

    _hidePanel: function () {
      const hadFocus = this.parts.panel.contains(document.activeElement);
      this.parts.panel.hidden = true;
      this.form.classList.remove('has-panel');
      if (hadFocus && this.grid) {
        this.grid.go(this.grid.active.row, this.grid.active.column);
      }
    },

    _onDetail: function (field, value) {
      this.model.set([{ row: this.panel.row, field, value }], { row: this.panel.row });
      this.grid.render();
      this._tables();
      this._count();
      this._guesses();
      this._buttons();
    },

    // --- tables ---

    _tables: function () {
      const place = this.parts.tables;
      const hadFocus = place.contains(document.activeElement);
      place.textContent = '';
      place.hidden = this.model.tables.length < 2;
      this.model.tables.forEach((table, number) => {
        const tab = kit.make('button', 'bmagov-tab', table.label_th || table.name || this.words.tableNumber.replace('{n}', number + 1));
        tab.type = 'button';
        tab.setAttribute('role', 'tab');
        tab.setAttribute('aria-selected', number === this.model.table ? 'true' : 'false');
        tab.setAttribute('aria-controls', this.parts.frame.id);
        tab.tabIndex = number === this.model.table ? 0 : -1;
        tab.appendChild(kit.make('span', 'badge bg-secondary', String(table.columns.length)));
        tab.addEventListener('click', () => this._goTable(number));
        tab.addEventListener('keydown', event => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (step) {
            const count = this.model.tables.length;
            this._goTable((number + step + count) % count);
            place.children[this.model.table].focus();
          }
        });
        place.appendChild(tab);
      });
      if (hadFocus) {
        place.children[this.model.table].focus();
      }
      this._tableFields();
    },

    /* Name and words of the table; a single one needs none. */
    _tableFields: function () {
      const place = this.parts.table;
      if (place.contains(document.activeElement)) {
        return;
      }
      place.hidden = this.model.tables.length < 2 && !this.model.current.name;
      place.querySelectorAll('[data-table-field]').forEach(input => {
        const field = input.dataset.tableField;
        input.value = this.model.current[field] || '';
        input.onchange = () => {
          this.model.setTable(field, input.value.trim());
          this._count();
          this._buttons();
        };
      });
      const errors = this.model.current._errors || [];
      const told = place.querySelector('[data-table-errors]');
      told.textContent = errors.join(' ');
      told.hidden = !errors.length;
    },

    _goTable: function (number) {
      if (this.grid) {
        this.grid.commit();
      }
      this.model.table = number;
      this.cards.open = -1;
      if (this.grid) {
        this.grid.active = { row: 0, column: 1 };
        this.grid.anchor = { row: 0, column: 1 };
        this.grid.root.scrollTop = 0;
      }
      this._draw();
      this._tables();
    },

    // --- counts and guesses ---

    _count: function () {
      const count = this.model.completeness();
      const words = this.words;
      const place = this.parts.count;
      const missing = ['name', 'type', 'description'].filter(field => count.missing[field]);
      const text = words.complete.replace('{n}', count.complete).replace('{total}', count.columns);
      if (place.dataset.text === text + JSON.stringify(count)) {
        return;
      }
      place.dataset.text = text + JSON.stringify(count);
      place.textContent = '';
      const bar = kit.make('progress');
      bar.max = count.columns || 1;
      bar.value = count.complete;
      bar.setAttribute('aria-label', text);
      place.append(bar, kit.make('strong', '', text));
      missing.forEach(field => {
        const name = this.fields.byName[field].label;
        const words_ = words.missing.replace('{name}', name).replace('{n}', count.missing[field]);
        place.appendChild(kit.button('btn btn-link', 'fa-arrow-right', words_, () => this._goMissing(field)));
      });
      if (count.guesses) {
        place.appendChild(kit.make('span', 'bmagov-count-guesses', words.guesses.replace('{n}', count.guesses)));
      }
    },

    _goMissing: function (field) {
      const place = this.model.firstLacking(field);
      if (place) {
        this._goTo(place.table, place.row, field);
      }
    },

    _goTo: function (table, row, field) {
      if (table !== this.model.table) {
        this._goTable(table);
      }
      if (!this.grid) {
        this.cards.show(row);
        this.cards.panel.focus(field);
        return;
      }
      const place = this.fields.grid.findIndex(one => one.name === field);
      this.grid.go(row, place < 0 ? 1 : place + 1);
      if (place < 0 && field) {
        this._showPanel(false);
        this.panel.focus(field);
      }
    },

    _guesses: function () {
      const place = this.parts.guesses;
      const found = this.model.personalGuesses();
      const hadFocus = place.contains(document.activeElement);
      place.hidden = !found.length;
      const list = place.querySelector('[data-bmagov-guess-list]');
      list.textContent = '';
      found.forEach(guess => {
        const line = kit.make('li', '');
        const name = guess.column.name || this.words.rowNumber.replace('{n}', guess.row + 1);
        const personal = guess.column._personal;
        const asked = kit.make('span', '', this.words.personalGuess.replace('{name}', name).replace('{kind}', personal.label));
        const answer = isPersonal => {
          this.model.answer(guess.column, isPersonal);
          this._draw();
          this._changed();
        };
        const yes = kit.button('btn btn-secondary', 'fa-user-shield', this.words.personalYes, () => answer(true));
        const no = kit.button('btn btn-secondary', 'fa-xmark', this.words.personalNo, () => answer(false));
        yes.setAttribute('aria-label', this.words.personalYes + ': ' + name);
        no.setAttribute('aria-label', this.words.personalNo + ': ' + name);
        line.append(asked, yes, no);
        list.appendChild(line);
      });
      if (hadFocus) {
        const next = list.querySelector('button') || this.form.querySelector('[data-bmagov-save]');
        next.focus();
      }
    },

    // --- tools ---

    _buttons: function () {
      const set = (name, isOff) => {
        const pressed = this.parts.tools.querySelector('[data-do=' + name + ']');
        if (pressed) {
          pressed.setAttribute('aria-disabled', isOff ? 'true' : 'false');
        }
      };
      set('undo', !this.model.past.length);
      set('redo', !this.model.future.length);
      set('remove-table', this.model.tables.length < 2);
    },

    _do: function (what) {
      if (this.grid) {
        this.grid.commit();
      }
      const grid = this.grid;
      const does = {
        add: () => grid ? grid.addRow() : this.cards.add(),
        remove: () => grid && grid.removeRows(),
        up: () => grid && grid.moveRows(-1),
        down: () => grid && grid.moveRows(1),
        details: () => this.parts.panel.hidden ? this._showPanel(true) : this._hidePanel(),
        undo: () => this._travel('undo'),
        redo: () => this._travel('redo'),
        'add-table': () => this._addTable(),
        'remove-table': () => this._removeTable()
      };
      does[what]();
    },

    _addTable: function () {
      this.model.addTable();
      this.model.insert(0, 1);
      this._goTable(this.model.tables.length - 1);
      this._changed();
      this.parts.table.querySelector('input').focus();
    },

    _removeTable: function () {
      if (this.model.tables.length > 1) {
        this.model.removeTable();
        this._goTable(this.model.table);
        this._changed();
        this._say(this.words.tableRemoved);
      }
    },

    _travel: function (way) {
      const found = this.model[way]();
      if (!found) {
        return;
      }
      this._draw();
      this._changed();
      if (this.grid && found.place) {
        this.grid.go(found.place.row, found.place.column || this.grid.active.column);
      }
      this._say(way === 'undo' ? this.words.undone : this.words.redone);
    },

    _onKey: function (event) {
      if (!(event.ctrlKey || event.metaKey)) {
        return;
      }
      const letter = kit.letterOf(event);
      if (letter !== 's' && event.target.closest('input, textarea, select')) {
        return;
      }
      const way = letter === 'y' || letter === 'z' && event.shiftKey ? 'redo' : letter === 'z' ? 'undo' : '';
      if (way) {
        event.preventDefault();
        this._travel(way);
      } else if (letter === 's') {
        event.preventDefault();
        this._save();
      }
    },

    // --- saving ---

    _onLeave: function (event) {
      if (this.model.isDirty() || this.unsaved || this.grid && this.grid.editing) {
        event.preventDefault();
        event.returnValue = '';
      }
    },

    _onSubmit: function (event) {
      event.preventDefault();
      this._save();
    },

    _save: function () {
      if (this.grid) {
        this.grid.commit();
      }
      // A field tells of its change when it is left: what is being typed in the details counts, too.
      const typing = document.activeElement;
      if (this.live.contains(typing) && typing.matches('input, textarea, select')) {
        typing.blur();
        typing.focus();
      }
      if (this.saving) {
        return;
      }
      this.saving = true;
      const note = this.form.querySelector('[name=note]');
      const token = document.querySelector('meta[name=csrf_field_name]');
      const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
      if (token) {
        headers['X-CSRFToken'] = document.querySelector('meta[name="' + token.content + '"]').content;
      }
      this._say(this.words.saving);
      const sent = { tables: this.model.plain(), version: this.version, note: note ? note.value : '' };
      window.fetch(this.form.action, { method: 'POST', headers, body: JSON.stringify(sent), credentials: 'same-origin' })
        .then(response => response.json())
        .then(answer => this._answered(answer), () => this._problems([{ message: this.words.notSent }]))
        .then(() => { this.saving = false; });
    },

    _answered: function (answer) {
      if (answer.location) {
        this.unsaved = false;
        this.model.saved = this.model.tables;
        window.location.assign(answer.location);
        return;
      }
      if (answer.tables) {
        this.model.replace(answer.tables);
      }
      if (answer.conflict) {
        this._conflict(answer);
      } else {
        this._problems(answer.problems || [{ message: this.words.notSent }]);
      }
      this._draw();
      this._changed();
    },

    /* What is wrong, each with the way to its cell. */
    _problems: function (problems) {
      const place = this.parts.problems;
      const list = kit.problemList(problems, problem => this._goTo(problem.table, problem.row - 1, problem.field));
      const heading = kit.make('h2', '', this.words.notSaved.replace('{n}', problems.length));
      place.textContent = '';
      place.append(heading, list);
      place.hidden = false;
      place.focus();
    },

    /* Somebody else saved in between: both choices are in the answer already. */
    _conflict: function (answer) {
      const place = this.parts.problems;
      place.innerHTML = answer.conflict;
      place.hidden = false;
      place.querySelectorAll('[data-bmagov-take]').forEach(pressed => {
        pressed.addEventListener('click', event => {
          event.preventDefault();
          this.version = answer.current_version;
          this.unsaved = true;
          this.model.step(answer[pressed.dataset.bmagovTake]);
          place.hidden = true;
          this._draw();
          this._changed();
          this._say(this.words.taken);
          this.form.querySelector('[data-bmagov-save]').focus();
        });
      });
      place.focus();
    }
  };
});
