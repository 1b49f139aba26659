/* What the grid works out about cells: what is selected, what a key or a paste means, what is in sight. No DOM here.
 *
 * A place is {row, column}; column 0 is the row's number, field n stands in column n + 1.
 */
this.bmagovDictionary = this.bmagovDictionary || {};

(function (kit) {
  'use strict';

  /* Cells as a spreadsheet puts them on the clipboard: tabs between, quotes around what has breaks. */
  function parseCells(text) {
    const rows = [];
    let row = [];
    let at = 0;
    const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
    while (at <= source.length) {
      if (source[at] === '"') {
        let end = at + 1;
        while (end < source.length && (source[end] !== '"' || source[end + 1] === '"')) {
          end += source[end] === '"' ? 2 : 1;
        }
        const after = source[end + 1];
        if (end < source.length && (after === undefined || after === '\t' || after === '\n')) {
          row.push(source.slice(at + 1, end).replace(/""/g, '"'));
          at = end + 1;
          if (source[at] === '\n' || at >= source.length) {
            rows.push(row);
            row = [];
          }
          at += 1;
          continue;
        }
      }
      const rest = source.slice(at).search(/[\t\n]/);
      const end = rest < 0 ? source.length : at + rest;
      row.push(source.slice(at, end));
      if (source[end] !== '\t') {
        rows.push(row);
        row = [];
      }
      at = end + 1;
    }
    return rows;
  }

  function writeCells(rows) {
    const quoted = cell => /["\t\n]/.test(cell) ? '"' + cell.replace(/"/g, '""') + '"' : cell;
    return rows.map(row => row.map(quoted).join('\t')).join('\n');
  }

  /* The letter of a shortcut, on a Thai keyboard too. */
  function letterOf(event) {
    const key = event.key.toLowerCase();
    return /^[a-z]$/.test(key) ? key : /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : '';
  }

  function boxOf(active, anchor) {
    return {
      top: Math.min(active.row, anchor.row), bottom: Math.max(active.row, anchor.row),
      left: Math.min(active.column, anchor.column), right: Math.max(active.column, anchor.column)
    };
  }

  /* First and last row to draw: those in sight and some around them. */
  function inSight(top, height, count, rowHeight, spare) {
    return [
      Math.max(0, Math.floor(top / rowHeight) - spare),
      Math.min(count - 1, Math.ceil((top + height) / rowHeight) + spare)
    ];
  }

  /* Where Tab leads, or none where it leaves the grid. */
  function nextPlace(place, isBack, rows, columns) {
    const next = place.column + (isBack ? -1 : 1);
    const wraps = next < 1 || next > columns;
    if (wraps && (isBack ? place.row === 0 : place.row === rows - 1)) {
      return null;
    }
    return wraps ? { row: place.row + (isBack ? -1 : 1), column: isBack ? columns : 1 } :
      { row: place.row, column: next };
  }

  /* Where rows first..last come to stand when they are dropped before row `target`, or none where they stay. */
  function dropPlace(first, last, target) {
    if (target >= first && target <= last) {
      return null;
    }
    return target > last ? target - (last - first + 1) : target;
  }

  /* Fields of a selection: the column of numbers stands for all of them. */
  function fieldsIn(box, fields) {
    return box.left ? fields.slice(box.left - 1, box.right) : fields;
  }

  function clearEdits(box, fields) {
    return editsOf(box.top, box.bottom, fieldsIn(box, fields), () => undefined);
  }

  /* The first row of a selection, once more in each row beneath. */
  function fillEdits(box, fields, columns) {
    const filled = fields.slice(Math.max(1, box.left) - 1, box.right);
    return editsOf(box.top + 1, box.bottom, filled, field => columns[box.top][field.name]);
  }

  function editsOf(first, last, fields, valueOf) {
    const edits = [];
    for (let row = first; row <= last; row += 1) {
      fields.forEach(field => edits.push({ row, field: field.name, value: valueOf(field) }));
    }
    return edits;
  }

  /* What a paste changes: cells from the box's first one on; a row of headings says which fields they are.
   * One cell fills the box. Returns {edits, rows, isSingle, left, right}, or none where nothing was pasted.
   */
  function pasteEdits(cells, box, fields) {
    if (!cells.length || cells.length === 1 && cells[0].length === 1 && !cells[0][0]) {
      return null;
    }
    const headings = cells[0].map(text => fields.ofHeading(text));
    const isHeaded = headings.length > 1 && headings.every(Boolean);
    const left = Math.max(1, box.left);
    const rows = isHeaded ? cells.slice(1) : cells;
    if (!isHeaded && rows.length === 1 && rows[0].length === 1) {
      const filled = fields.grid.slice(left - 1, Math.max(left, box.right));
      const edits = editsOf(box.top, box.bottom, filled, field => fields.read(field, rows[0][0]));
      return { edits, rows: box.bottom - box.top + 1, isSingle: true, left, right: left };
    }
    const targets = isHeaded ? headings : fields.grid.slice(left - 1);
    const edits = [];
    rows.forEach((texts, down) => texts.forEach((text, across) => {
      const field = targets[across];
      if (field) {
        edits.push({ row: box.top + down, field: field.name, value: fields.read(field, text) });
      }
    }));
    const right = isHeaded ? left : Math.min(fields.grid.length, left + cells[0].length - 1);
    return edits.length ? { edits, rows: rows.length, isSingle: false, left, right } : null;
  }

  /* Choices that what was typed may mean, the nearest first; all while it is still the name of the present one. */
  function matches(choices, original, typed) {
    const key = kit.nameKey(typed);
    const current = choices.find(choice => choice[0] === original);
    if (!key || current && kit.nameKey(current[1]) === key) {
      return choices;
    }
    const rank = choice => {
      const names = [choice[1], choice[0]].concat(choice[3] || []).map(kit.nameKey);
      return names.some(name => name === key) ? 0 : names.some(name => name.indexOf(key) === 0) ? 1 :
        names.some(name => name.indexOf(key) > 0) ? 2 : 3;
    };
    return choices.map(choice => [rank(choice), choice]).filter(ranked => ranked[0] < 3)
      .sort((one, other) => one[0] - other[0]).map(ranked => ranked[1]);
  }

  Object.assign(kit, {
    parseCells, writeCells, letterOf, boxOf, inSight, nextPlace, dropPlace, fieldsIn, clearEdits, fillEdits, pasteEdits,
    matches
  });
}(this.bmagovDictionary));
