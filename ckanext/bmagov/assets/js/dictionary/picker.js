/* A box to type in with a list of choices beneath: name and one line that helps to choose. Used in cells. */
this.bmagovDictionary = this.bmagovDictionary || {};

(function (kit) {
  'use strict';

  let number = 0;

  class Picker {
    /* choices: [[value, label, hint, other spellings]]; done(value or null, key that ended it) */
    constructor(cell, choices, value, typed, label, done) {
      number += 1;
      this.choices = choices;
      this.done = done;
      this.original = value;
      this.input = document.createElement('input');
      this.input.className = 'bmagov-grid-input';
      this.input.id = 'bmagov-picker-' + number;
      this.input.setAttribute('role', 'combobox');
      this.input.setAttribute('aria-label', label);
      this.input.setAttribute('aria-autocomplete', 'list');
      this.input.setAttribute('aria-expanded', 'true');
      this.input.setAttribute('aria-controls', this.input.id + '-list');
      this.input.autocomplete = 'off';
      this.list = document.createElement('ul');
      this.list.className = 'bmagov-picker';
      this.list.id = this.input.id + '-list';
      this.list.setAttribute('role', 'listbox');
      this.list.setAttribute('aria-label', label);
      cell.appendChild(this.input);
      document.body.appendChild(this.list);
      this._place(cell);
      const current = choices.find(choice => choice[0] === value);
      this.input.value = typed === null ? (current ? current[1] : value || '') : typed;
      this.input.focus();
      if (typed === null) {
        this.input.select();
      }
      this._show(typed || '');
      this.input.addEventListener('input', () => this._show(this.input.value));
      this.input.addEventListener('keydown', event => this._key(event));
      this.input.addEventListener('blur', () => this.close(this._chosen(), ''));
      // The list must not take the focus: the box would close before the click counts.
      this.list.addEventListener('mousedown', event => event.preventDefault());
      this.list.addEventListener('click', event => {
        const option = event.target.closest('[role=option]');
        if (option) {
          this.close(option.dataset.value, 'click');
        }
      });
    }

    _place(cell) {
      const box = cell.getBoundingClientRect();
      const below = window.innerHeight - box.bottom;
      const width = Math.max(box.width, Math.min(360, window.innerWidth - 16));
      this.list.style.width = width + 'px';
      this.list.style.left = Math.max(8, Math.min(box.left, window.innerWidth - width - 8)) + 'px';
      if (below < 240 && box.top > below) {
        this.list.style.bottom = window.innerHeight - box.top + 'px';
        this.list.style.maxHeight = Math.min(360, box.top - 8) + 'px';
      } else {
        this.list.style.top = box.bottom + 'px';
        this.list.style.maxHeight = Math.min(360, below - 8) + 'px';
      }
    }

    _show(typed) {
      const shown = kit.matches(this.choices, this.original, typed);
      this.list.textContent = '';
      shown.forEach((choice, place) => {
        const option = document.createElement('li');
        option.id = this.list.id + '-' + place;
        option.dataset.value = choice[0];
        option.setAttribute('role', 'option');
        const name = document.createElement('strong');
        name.textContent = choice[1];
        option.appendChild(name);
        if (choice[2]) {
          const hint = document.createElement('span');
          hint.textContent = choice[2];
          option.appendChild(hint);
        }
        this.list.appendChild(option);
      });
      this.list.hidden = !shown.length;
      this.input.setAttribute('aria-expanded', shown.length ? 'true' : 'false');
      const start = shown.findIndex(choice => choice[0] === this.original);
      this._mark(typed && shown !== this.choices ? 0 : Math.max(0, start));
    }

    _mark(place) {
      const options = this.list.children;
      this.place = Math.max(0, Math.min(place, options.length - 1));
      Array.from(options).forEach((option, at) => {
        option.setAttribute('aria-selected', at === this.place ? 'true' : 'false');
      });
      const marked = options[this.place];
      if (marked) {
        this.input.setAttribute('aria-activedescendant', marked.id);
        marked.scrollIntoView({ block: 'nearest' });
      } else {
        this.input.removeAttribute('aria-activedescendant');
      }
    }

    /* The marked choice; what was typed when it is none of them; nothing when the box was emptied. */
    _chosen() {
      if (!this.input.value.trim()) {
        return '';
      }
      const marked = this.list.children[this.place];
      return marked ? marked.dataset.value : this.input.value.trim();
    }

    _key(event) {
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 };
      if (event.key in steps) {
        this._mark(this.place + steps[event.key]);
      } else if (event.key === 'Enter' || event.key === 'Tab') {
        this.close(this._chosen(), (event.shiftKey ? 'Shift+' : '') + event.key);
      } else if (event.key === 'Escape') {
        this.close(null, 'Escape');
      } else {
        if (!event.ctrlKey && !event.metaKey) {
          event.stopPropagation();
        }
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }

    close(value, key) {
      if (this.closed) {
        return;
      }
      this.closed = true;
      this.list.remove();
      this.done(value, key);
      this.input.remove();
    }
  }

  kit.Picker = Picker;
}(this.bmagovDictionary));
