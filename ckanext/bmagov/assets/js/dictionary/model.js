/* The dictionary in an editor's hands: tables of columns, every change a step that can be undone. No DOM here.
 *
 * A column is a plain object of texts and flags, as the server's form writes it. Names that begin with an
 * underscore travel with the column and are no part of it: `_errors` and `_warnings` (field -> sentences),
 * `_guessed` (fields nobody has confirmed), `_personal` ({kind, label, sure}: a guess to be answered).
 * Columns and tables are never changed, only replaced: a step of the history is a list of old tables.
 */
this.bmagovDictionary = this.bmagovDictionary || {};

(function (kit) {
  'use strict';

  const LONGEST_HISTORY = 200;

  /* Compare names as the server does: without case, blanks and what nobody sees. */
  function nameKey(name) {
    return String(name || '').normalize('NFC').replace(/[\s\u200b-\u200f\ufeff]+/g, '').toLowerCase();
  }

  function isBlank(column) {
    return Object.keys(column).every(field => field[0] === '_' || !column[field]);
  }

  class Model {
    constructor(tables, fields) {
      this.fields = fields;
      this.tables = tables.length ? tables : [{ columns: [] }];
      this.saved = this.tables;
      this.past = [];
      this.future = [];
      this.table = 0;
    }

    get current() { return this.tables[this.table] || this.tables[0]; }

    get columns() { return this.current.columns; }

    isDirty() { return this.tables !== this.saved; }

    // --- steps ---

    step(tables, place) {
      this.past.push({ tables: this.tables, table: this.table, place: place });
      if (this.past.length > LONGEST_HISTORY) {
        this.past.shift();
      }
      this.future = [];
      this.tables = tables;
      this.table = Math.min(this.table, tables.length - 1);
    }

    undo() { return this._travel(this.past, this.future); }

    redo() { return this._travel(this.future, this.past); }

    _travel(from, to) {
      const found = from.pop();
      if (!found) {
        return null;
      }
      to.push({ tables: this.tables, table: this.table, place: found.place });
      this.tables = found.tables;
      this.table = found.table;
      return found;
    }

    _withColumns(columns) {
      return this.tables.map((table, number) => number === this.table ? { ...table, columns } : table);
    }

    // --- changes ---

    /* edits: [{row, field, value}]; rows behind the last are added. */
    set(edits, place) {
      const columns = this.columns.slice();
      edits.forEach(edit => {
        while (columns.length <= edit.row) {
          columns.push({});
        }
        columns[edit.row] = Model.changed(columns[edit.row], edit.field, edit.value);
      });
      this.step(this._withColumns(columns), place);
    }

    static changed(column, field, value) {
      const next = { ...column, [field]: value };
      if (!value) {
        delete next[field];
      }
      ['_errors', '_warnings'].forEach(kind => {
        if (column[kind] && column[kind][field]) {
          next[kind] = { ...column[kind] };
          delete next[kind][field];
        }
      });
      if (column._guessed) {
        next._guessed = column._guessed.filter(name => name !== field);
      }
      if (field === 'personal') {
        delete next._personal;
      }
      return next;
    }

    insert(row, count) {
      const columns = this.columns.slice();
      columns.splice(row, 0, ...Array.from({ length: count }, () => ({})));
      this.step(this._withColumns(columns), { row: row });
    }

    remove(first, last) {
      const columns = this.columns.slice();
      columns.splice(first, last - first + 1);
      this.step(this._withColumns(columns), { row: first });
    }

    /* Move rows first..last so that the first of them stands at `to` of what is left. */
    move(first, last, to) {
      const columns = this.columns.slice();
      const taken = columns.splice(first, last - first + 1);
      const place = Math.max(0, Math.min(to, columns.length));
      if (place === first) {
        return false;
      }
      columns.splice(place, 0, ...taken);
      this.step(this._withColumns(columns), { row: place });
      return true;
    }

    setTable(field, value) {
      const change = table => ({ ...table, [field]: value, _errors: [] });
      this.step(this.tables.map((table, number) => number === this.table ? change(table) : table));
    }

    addTable() {
      this.step(this.tables.concat([{ columns: [] }]));
      this.table = this.tables.length - 1;
    }

    removeTable() {
      const left = this.tables.filter((table, number) => number !== this.table);
      this.step(left.length ? left : [{ columns: [] }]);
    }

    /* Answer the guess about personal data. */
    answer(column, isPersonal) {
      const change = found => {
        const next = Model.changed(found, 'personal', isPersonal ? 'yes' : 'no');
        if (isPersonal && found._personal) {
          next.personal_kind = found._personal.kind;
        }
        return next;
      };
      this.step(this.tables.map(table => table.columns.indexOf(column) < 0 ? table : {
        ...table, columns: table.columns.map(found => found === column ? change(found) : found)
      }));
    }

    /* Take what the server read: normalised, with what is wrong at its place. It is no step of its own. */
    replace(tables, isSaved) {
      this.tables = tables.length ? tables : [{ columns: [] }];
      this.table = Math.min(this.table, this.tables.length - 1);
      if (isSaved) {
        this.saved = this.tables;
      }
    }

    // --- what can be told of it ---

    eachColumn(tell) {
      this.tables.forEach((table, number) => table.columns.forEach((column, row) => tell(column, number, row)));
    }

    completeness() {
      const count = { columns: 0, complete: 0, missing: { name: 0, type: 0, description: 0 }, guesses: 0 };
      this.eachColumn(column => {
        if (isBlank(column)) {
          return;
        }
        const lacks = Model.lacks(column);
        count.columns += 1;
        count.complete += lacks.length ? 0 : 1;
        count.guesses += column._guessed && column._guessed.length ? 1 : 0;
        lacks.forEach(field => { count.missing[field] += 1; });
      });
      return count;
    }

    /* Which of the standard's minimum a column lacks. */
    static lacks(column) {
      return ['name', 'type', 'description'].filter(field =>
        !column[field] && !(field === 'description' && column.description_en));
    }

    /* Where the first column stands that lacks a field of the minimum, or none. */
    firstLacking(field) {
      let first = null;
      this.eachColumn((column, table, row) => {
        if (!first && !isBlank(column) && Model.lacks(column).indexOf(field) >= 0) {
          first = { table, row };
        }
      });
      return first;
    }

    personalGuesses() {
      const found = [];
      this.eachColumn((column, table, row) => {
        if (column._personal) {
          found.push({ column, table, row });
        }
      });
      return found;
    }

    /* Sentences about a cell that need no server. `names` is the result of names(). */
    quickErrors(column, row, field, names, words) {
      const value = column[field] || '';
      if (field === 'type' && value && !this.fields.typeOf(value)) {
        return [words.typeUnknown];
      }
      if (field !== 'name' || isBlank(column)) {
        return [];
      }
      if (!value) {
        return [words.nameMissing];
      }
      const others = names.get(nameKey(value)) || [];
      const other = others.find(place => place !== row);
      return other === undefined ? [] : [words.nameTwice.replace('{n}', other + 1)];
    }

    /* Name -> rows of the current table that bear it. Kept until the columns change. */
    names() {
      if (this._namesOf !== this.columns) {
        this._namesOf = this.columns;
        this._names = new Map();
        this.columns.forEach((column, row) => {
          const key = nameKey(column.name);
          if (key) {
            this._names.set(key, (this._names.get(key) || []).concat([row]));
          }
        });
      }
      return this._names;
    }

    /* What is sent: without blank rows at the end and without sentences. */
    plain() {
      return this.tables.map(table => {
        const columns = table.columns.filter(column => !isBlank(column)).map(column => {
          const sent = { ...column };
          delete sent._errors;
          delete sent._warnings;
          return sent;
        });
        const sent = { ...table, columns };
        delete sent._errors;
        return sent;
      });
    }
  }

  /* What is known of the fields: how a cell's text is shown, and what a pasted text means. */
  class Fields {
    constructor(list, types, words) {
      this.list = list;
      this.words = words;
      this.types = types;
      this.byName = {};
      list.forEach(field => { this.byName[field.name] = field; });
      this.grid = list.filter(field => field.grid).sort((one, other) => one.grid - other.grid);
      this.typeNames = {};
      types.forEach(type => [type.name, type.label].concat(type.aliases).forEach(alias => {
        this.typeNames[nameKey(alias)] = type;
      }));
    }

    /* What can be chosen: [[value, label, hint, other spellings]]. */
    choicesOf(field) {
      return field.kind === 'type' ?
        this.types.map(type => [type.name, type.label, type.hint, type.aliases]) : field.choices;
    }

    /* The type meant by what was written; a size in brackets is the server's business. */
    typeOf(written) {
      return this.typeNames[nameKey(String(written).replace(/\s*\([\d\s,a-z]*\)\s*$/i, ''))] || null;
    }

    /* What stands in the cell. */
    shown(field, value) {
      if (field.kind === 'flag') {
        return value ? this.words.yes : '';
      }
      if (field.kind === 'type') {
        const type = value && this.typeOf(value);
        return type && type.name === value ? type.label : value || '';
      }
      if (field.kind === 'choice') {
        const choice = field.choices.find(one => one[0] === value);
        return choice ? choice[1] : value || '';
      }
      return value || '';
    }

    /* What a text means that was typed or pasted into a cell. */
    read(field, text) {
      const typed = String(text).replace(/\r\n?/g, '\n').trim();
      if (field.kind === 'flag') {
        return this.words.trueWords.indexOf(nameKey(typed)) >= 0 ? true : undefined;
      }
      if (field.kind === 'type') {
        const type = typed && this.typeOf(typed);
        return type && !/\(/.test(typed) ? type.name : typed;
      }
      if (field.kind === 'choice') {
        const key = nameKey(typed);
        const choice = field.choices.find(one => nameKey(one[0]) === key || nameKey(one[1]) === key);
        return choice ? choice[0] : typed;
      }
      return field.kind === 'block' ? typed : typed.replace(/\s*\n\s*/g, ' ');
    }

    /* The field that a heading names, or none. */
    ofHeading(text) {
      const key = nameKey(text);
      return key && this.list.find(field =>
        nameKey(field.name) === key || field.headings.some(heading => nameKey(heading) === key)) || null;
    }
  }

  kit.Model = Model;
  kit.Fields = Fields;
  kit.isBlank = isBlank;
  kit.nameKey = nameKey;
}(this.bmagovDictionary));
