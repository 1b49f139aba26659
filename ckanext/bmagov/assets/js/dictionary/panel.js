/* All that can be said about one column, as a form; and the columns as stacked cards for a phone. */
this.bmagovDictionary = this.bmagovDictionary || {};

(function (kit) {
  'use strict';

  const PAGE = 100;
  let number = 0;

  function make(tag, css, text) {
    const element = document.createElement(tag);
    if (css) {
      element.className = css;
    }
    if (text) {
      element.textContent = text;
    }
    return element;
  }

  function button(css, icon, text, press) {
    const element = make('button', css);
    element.type = 'button';
    const picture = make('i', 'fa-solid ' + icon);
    picture.setAttribute('aria-hidden', 'true');
    element.append(picture, ' ' + text);
    element.addEventListener('click', press);
    return element;
  }

  /* What is wrong, each with the way to its cell where it has one. */
  function problemList(problems, go) {
    const list = make('ol');
    problems.slice(0, PAGE).forEach(problem => {
      const line = make('li', '', problem.row ? '' : problem.message);
      if (problem.row) {
        const way = make('button', 'btn btn-link', problem.message);
        way.type = 'button';
        way.addEventListener('click', () => go(problem));
        line.appendChild(way);
      }
      list.appendChild(line);
    });
    return list;
  }

  /* Draws the form of one column into `place`. change(field, value) is called when something was entered. */
  class Panel {
    constructor(place, fields, words, change) {
      Object.assign(this, { place, fields, words, change });
    }

    show(column, row, errors) {
      number += 1;
      this.row = row;
      const open = this.place.querySelector('details');
      const wasOpen = open && open.open;
      this.place.textContent = '';
      this.controls = {};
      const groups = new Map();
      this.fields.list.forEach(field => {
        groups.set(field.group, (groups.get(field.group) || []).concat([field]));
      });
      groups.forEach((list, name) => {
        let parent = this.place;
        if (name) {
          parent = make('details', 'bmagov-panel-group');
          const said = list.filter(field => column[field.name]).length;
          const summary = make('summary', '', name);
          if (said) {
            summary.appendChild(make('span', 'badge bg-secondary', String(said)));
          }
          parent.appendChild(summary);
          parent.open = Boolean(said || wasOpen || list.some(field => errors(field.name).length));
          this.place.appendChild(parent);
        }
        list.forEach(field => parent.appendChild(this._field(field, column, errors(field.name))));
      });
    }

    _field(field, column, errors) {
      const id = 'bmagov-panel-' + number + '-' + field.name;
      const value = column[field.name] || '';
      const line = make('div', 'bmagov-panel-field' + (errors.length ? ' has-error' : ''));
      const control = this._control(field, value);
      control.id = id;
      this.controls[field.name] = control;
      const label = make('label', '', field.label);
      label.htmlFor = id;
      if (field.standard) {
        label.appendChild(make('span', 'bmagov-grid-standard', this.words.standard));
      }
      const notes = [];
      const note = (text, css) => {
        const told = make('p', css, text);
        told.id = id + '-' + notes.length;
        notes.push(told);
      };
      errors.forEach(text => note(text, 'bmagov-field-error'));
      ((column._warnings || {})[field.name] || []).forEach(text => note(text, 'bmagov-panel-warning'));
      if ((column._guessed || []).indexOf(field.name) >= 0 && value) {
        note(this.words.guessed, 'bmagov-panel-warning');
      }
      if (field.help) {
        note(field.help, 'bmagov-field-help');
      }
      if (field.kind === 'type') {
        note(this._hint(value), 'bmagov-field-help');
        const hint = notes[notes.length - 1];
        control.addEventListener('change', () => { hint.textContent = this._hint(control.value); });
      }
      if (notes.length) {
        control.setAttribute('aria-describedby', notes.map(told => told.id).join(' '));
      }
      if (errors.length) {
        control.setAttribute('aria-invalid', 'true');
      }
      if (field.kind === 'flag') {
        label.className = 'bmagov-panel-flag';
        label.prepend(control);
        line.append(label, ...notes);
      } else {
        line.append(label, control, ...notes);
      }
      return line;
    }

    _hint(value) {
      const type = this.fields.types.find(one => one.name === value);
      return type ? type.hint : '';
    }

    _control(field, value) {
      let control;
      if (field.kind === 'flag') {
        control = make('input');
        control.type = 'checkbox';
        control.checked = Boolean(value);
        control.addEventListener('change', () => this.change(field.name, control.checked || undefined));
        return control;
      }
      if (field.kind === 'type' || field.kind === 'choice') {
        control = make('select', 'form-select');
        const choices = [['', this.words.notSaid]].concat(this.fields.choicesOf(field));
        if (value && !choices.some(choice => choice[0] === value)) {
          choices.push([value, value]);
        }
        choices.forEach(choice => control.appendChild(new Option(choice[1], choice[0], false, choice[0] === value)));
        control.addEventListener('change', () => this.change(field.name, control.value || undefined));
        return control;
      }
      const isText = field.kind === 'block' || field.kind === 'lines';
      control = make(isText ? 'textarea' : 'input', 'form-control');
      if (isText) {
        control.rows = field.kind === 'lines' ? 4 : 3;
      }
      if (field.inputmode) {
        control.inputMode = field.inputmode;
      }
      control.autocomplete = 'off';
      control.value = value;
      control.addEventListener('change', () => {
        const typed = isText ? control.value.trim() : this.fields.read(field, control.value);
        this.change(field.name, typed || undefined);
      });
      return control;
    }

    focus(field) {
      const control = this.controls[field] || this.place.querySelector('input, select, textarea');
      if (control) {
        const group = control.closest('details');
        if (group) {
          group.open = true;
        }
        control.focus();
      }
    }
  }

  /* One card for each column; the open one is a form. */
  class Cards {
    /* tell: {changed(), say(sentence)} */
    constructor(place, model, fields, words, tell) {
      Object.assign(this, { place, model, fields, words, tell });
      this.open = -1;
      this.pages = 1;
    }

    render(focus) {
      const columns = this.model.columns;
      const list = make('ol', 'bmagov-cards');
      columns.slice(0, this.pages * PAGE).forEach((column, row) => list.appendChild(this._card(column, row)));
      this.place.textContent = '';
      this.place.appendChild(list);
      if (columns.length > this.pages * PAGE) {
        this.place.appendChild(button('btn btn-secondary', 'fa-angles-down', this.words.moreCards, () => {
          this.pages += 1;
          this.render();
        }));
      }
      if (focus !== undefined && list.children[focus]) {
        list.children[focus].querySelector('.bmagov-card-head').focus();
      }
    }

    errors(column, row, field) {
      const found = column._errors && column._errors[field] || [];
      return found.length ? found : this.model.quickErrors(column, row, field, this.model.names(), this.words);
    }

    _card(column, row) {
      const card = make('li', 'bmagov-card');
      const isOpen = row === this.open;
      const head = make('button', 'bmagov-card-head');
      head.type = 'button';
      head.setAttribute('aria-expanded', isOpen ? 'true' : 'false');
      head.addEventListener('click', () => this.show(isOpen ? -1 : row, row));
      head.append(make('span', 'bmagov-card-number', String(row + 1)));
      const title = make('span', 'bmagov-card-title');
      title.append(make('strong', '', column.name || this.words.unnamed));
      const said = [this.fields.shown(this.fields.byName.type, column.type), column.label_th || column.label_en];
      title.append(make('span', '', said.filter(Boolean).join(' · ')));
      head.append(title);
      this._marks(column, row).forEach(mark => head.append(mark));
      card.appendChild(head);
      if (isOpen) {
        const body = make('div', 'bmagov-card-body');
        this.panel = new Panel(body, this.fields, this.words, (field, value) => this._change(row, field, value));
        this.panel.show(column, row, field => this.errors(column, row, field));
        body.appendChild(this._tools(row));
        card.appendChild(body);
      }
      return card;
    }

    _marks(column, row) {
      const blank = kit.isBlank(column);
      const wrong = this.fields.list.some(field => this.errors(column, row, field.name).length);
      const lacks = blank ? [] : kit.Model.lacks(column);
      const marks = [];
      if (wrong) {
        marks.push(make('span', 'bmagov-card-mark is-wrong', this.words.wrong));
      } else if (lacks.length) {
        const names = lacks.map(field => this.fields.byName[field].label).join(', ');
        marks.push(make('span', 'bmagov-card-mark', this.words.lacks.replace('{names}', names)));
      }
      return marks;
    }

    _tools(row) {
      const tools = make('div', 'bmagov-card-tools');
      const move = step => () => {
        if (this.model.move(row, row, row + step)) {
          this.open = row + step;
          this._done(this.words.rowMoved.replace('{n}', row + step + 1), row + step);
        }
      };
      if (row > 0) {
        tools.append(button('btn btn-secondary', 'fa-arrow-up', this.words.up, move(-1)));
      }
      if (row < this.model.columns.length - 1) {
        tools.append(button('btn btn-secondary', 'fa-arrow-down', this.words.down, move(1)));
      }
      tools.append(button('btn btn-outline-danger', 'fa-trash', this.words.remove, () => {
        this.model.remove(row, row);
        this.open = -1;
        this._done(this.words.rowsRemoved.replace('{n}', 1), Math.max(0, row - 1));
      }));
      return tools;
    }

    _done(sentence, focus) {
      this.render(focus);
      this.tell.changed();
      this.tell.say(sentence);
    }

    _change(row, field, value) {
      this.model.set([{ row, field, value }], { row });
      this.tell.changed();
      const card = this.place.querySelector('.bmagov-cards').children[row];
      const head = this._card(this.model.columns[row], row).querySelector('.bmagov-card-head');
      // Only the heading is drawn anew: the focus is in the form beneath.
      card.querySelector('.bmagov-card-head').replaceWith(head);
    }

    show(row, focus) {
      this.open = row;
      this.pages = Math.max(this.pages, Math.ceil((row + 1) / PAGE));
      this.render(focus);
    }

    add() {
      this.model.insert(this.model.columns.length, 1);
      this.open = this.model.columns.length - 1;
      this.pages = Math.ceil(this.model.columns.length / PAGE);
      this.render();
      this.tell.changed();
      this.panel.focus('name');
    }
  }

  kit.Panel = Panel;
  kit.Cards = Cards;
  kit.button = button;
  kit.make = make;
  kit.problemList = problemList;
}(this.bmagovDictionary));
