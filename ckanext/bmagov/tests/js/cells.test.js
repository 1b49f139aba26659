'use strict';

const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const { kit, fields, model, names, box } = require('./make');

describe('fields', () => {
  const known = fields();

  it('stand in the grid in their order', () => {
    assert.deepEqual(known.grid.map(field => field.name), ['name', 'type', 'description', 'required', 'classification']);
  });

  for (const [written, type] of [
    ['integer', 'integer'], ['INT', 'integer'], ['varchar(20)', 'text'], ['int4 ( 10 )', 'integer'], ['จำนวนเต็ม', 'integer'],
    ['blob', null], ['', null]
  ]) {
    it(`read ${JSON.stringify(written)} as type ${type}`, () => {
      assert.equal((known.typeOf(written) || { name: null }).name, type);
    });
  }

  for (const [name, text, value] of [
    ['required', 'Yes', true], ['required', 'ใช่', true], ['required', 'no', undefined], ['required', '', undefined],
    ['type', 'string', 'text'], ['type', 'varchar(20)', 'varchar(20)'], ['type', ' blob ', 'blob'], ['type', '', ''],
    ['classification', 'ลับ', 'secret'], ['classification', 'SECRET', 'secret'], ['classification', 'x', 'x'],
    ['name', ' a\r\nb ', 'a b'], ['description', ' a\r\nb ', 'a\nb']
  ]) {
    it(`read ${JSON.stringify(text)} in ${name} as ${JSON.stringify(value)}`, () => {
      assert.equal(known.read(known.byName[name], text), value);
    });
  }

  for (const [name, value, text] of [
    ['required', true, 'yes'], ['required', undefined, ''], ['type', 'text', 'ข้อความ'], ['type', 'varchar(20)', 'varchar(20)'],
    ['type', undefined, ''], ['classification', 'open', 'เปิดเผย'], ['classification', 'x', 'x'], ['name', undefined, '']
  ]) {
    it(`show ${JSON.stringify(value)} in ${name} as ${JSON.stringify(text)}`, () => {
      assert.equal(known.shown(known.byName[name], value), text);
    });
  }

  for (const [heading, name] of [
    ['Type', 'type'], [' ชื่อคอลัมน์ ', 'name'], ['DESCRIPTION', 'description'], ['something', null], ['', null]
  ]) {
    it(`know ${JSON.stringify(heading)} as heading of ${name}`, () => {
      assert.equal((known.ofHeading(heading) || { name: null }).name, name);
    });
  }

  it('offer types with their hints, choices as they are', () => {
    assert.deepEqual(known.choicesOf(known.byName.type)[0], ['text', 'ข้อความ', 'letters', ['string', 'varchar']]);
    assert.equal(known.choicesOf(known.byName.classification), known.byName.classification.choices);
  });
});

describe('the clipboard', () => {
  for (const [text, rows] of [
    ['a', [['a']]], ['a\tb', [['a', 'b']]], ['a\nb', [['a'], ['b']]], ['a\r\nb\r\n', [['a'], ['b']]], ['', [['']]],
    ['a\t\tb', [['a', '', 'b']]], ['\ta', [['', 'a']]], ['a\t', [['a', '']]], ['a\n\nb', [['a'], [''], ['b']]],
    ['"a\nb"\tc', [['a\nb', 'c']]], ['"a\tb"', [['a\tb']]], ['"a ""b"" c"\nd', [['a "b" c'], ['d']]],
    ['say "hi"', [['say "hi"']]], ['"open', [['"open']]], ['"a" b', [['"a" b']]], ['""', [['']]], ['x\t""', [['x', '']]],
    ['"a"\t"b"\n"c"\t"d"\n', [['a', 'b'], ['c', 'd']]]
  ]) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(kit.parseCells(text), rows));
  }

  it('reads a large quoted text', () => {
    const long = 'x""'.repeat(200000);
    assert.equal(kit.parseCells('"' + long + '"')[0][0].length, 400000);
  });

  for (const rows of [[['a', 'b'], ['c', '']], [['x\ny', 'say "hi"']], [['tab\there']], [['"']], [['', ''], ['', 'z']]]) {
    it(`reads back ${JSON.stringify(rows)} that it wrote`, () => {
      assert.deepEqual(kit.parseCells(kit.writeCells(rows)), rows);
    });
  }
});

describe('a paste', () => {
  const known = fields();
  const values = pasted => pasted.edits.map(edit => [edit.row, edit.field, edit.value]);

  it('fills cells from the active one on', () => {
    const pasted = kit.pasteEdits([['a', 'int'], ['b', 'date']], box(2, 1), known);
    assert.deepEqual(values(pasted), [
      [2, 'name', 'a'], [2, 'type', 'integer'], [3, 'name', 'b'], [3, 'type', 'date']
    ]);
    assert.deepEqual([pasted.rows, pasted.left, pasted.right, pasted.isSingle], [2, 1, 2, false]);
  });

  it('by its headings finds the fields in any order', () => {
    const pasted = kit.pasteEdits([['คำอธิบาย', 'Column'], ['said', 'a']], box(0, 3), known);
    assert.deepEqual(values(pasted), [[0, 'description', 'said'], [0, 'name', 'a']]);
    assert.equal(pasted.rows, 1);
  });

  it('with headings and one cell goes to the field of its heading', () => {
    const pasted = kit.pasteEdits([['Column', 'Type'], ['a']], box(0, 3), known);
    assert.deepEqual(values(pasted), [[0, 'name', 'a']]);
  });

  it('of which one heading is unknown is data', () => {
    const pasted = kit.pasteEdits([['Column', 'whatever']], box(0, 1), known);
    assert.deepEqual(values(pasted), [[0, 'name', 'Column'], [0, 'type', 'whatever']]);
  });

  it('of one column that begins as a heading does is data', () => {
    assert.deepEqual(values(kit.pasteEdits([['Column'], ['a']], box(0, 3), known)), [
      [0, 'description', 'Column'], [1, 'description', 'a']
    ]);
  });

  it('of headings alone changes nothing', () => {
    assert.equal(kit.pasteEdits([['Column', 'Type']], box(0, 1), known), null);
  });

  it('of one cell fills the selection', () => {
    const pasted = kit.pasteEdits([['x']], box(1, 1, 2, 2), known);
    assert.deepEqual(values(pasted), [[1, 'name', 'x'], [1, 'type', 'x'], [2, 'name', 'x'], [2, 'type', 'x']]);
    assert.deepEqual([pasted.rows, pasted.isSingle], [2, true]);
  });

  it('on the numbers of rows begins at the first field', () => {
    assert.deepEqual(values(kit.pasteEdits([['x']], box(0, 0), known)), [[0, 'name', 'x']]);
    assert.deepEqual(values(kit.pasteEdits([['x', 'int']], box(0, 0), known)), [[0, 'name', 'x'], [0, 'type', 'integer']]);
  });

  it('wider than the grid ends at its edge', () => {
    const pasted = kit.pasteEdits([['yes', 'ลับ', 'lost']], box(0, 4), known);
    assert.deepEqual(values(pasted), [[0, 'required', true], [0, 'classification', 'secret']]);
    assert.equal(pasted.right, 5);
  });

  it('of rows that are not equally long leaves the rest alone', () => {
    const pasted = kit.pasteEdits([['a', 'int'], ['b']], box(0, 1), known);
    assert.deepEqual(values(pasted), [[0, 'name', 'a'], [0, 'type', 'integer'], [1, 'name', 'b']]);
  });

  for (const cells of [[], [['']]]) {
    it(`of ${JSON.stringify(cells)} is none`, () => assert.equal(kit.pasteEdits(cells, box(0, 1), known), null));
  }

  it('of empty cells empties them', () => {
    const dictionary = model(['a', 'b']);
    dictionary.set(kit.pasteEdits(kit.parseCells('\t\n\t'), box(0, 1), known).edits);
    assert.deepEqual(dictionary.columns, [{ description: 'a!' }, { description: 'b!' }]);
  });

  it('of what was copied gives the same columns', () => {
    const dictionary = model(['a', 'b']);
    dictionary.set([{ row: 1, field: 'description', value: 'two\nlines' }, { row: 1, field: 'required', value: true }]);
    const all = box(0, 0, 1, 0);
    const copied = kit.writeCells(dictionary.columns.map(column =>
      kit.fieldsIn(all, known.grid).map(field => known.shown(field, column[field.name]))));
    dictionary.set(kit.pasteEdits(kit.parseCells(copied), box(2, 1), known).edits);
    assert.deepEqual(dictionary.columns.slice(2), dictionary.columns.slice(0, 2));
  });

  it('is one step, whatever it added', () => {
    const dictionary = model(['a']);
    dictionary.set(kit.pasteEdits([['x'], ['y'], ['z']], box(0, 1), known).edits);
    assert.deepEqual(names(dictionary), ['x', 'y', 'z']);
    dictionary.undo();
    assert.deepEqual(names(dictionary), ['a']);
  });
});

describe('a selection', () => {
  const grid = fields().grid;

  it('is the box between two places, whichever came first', () => {
    const corners = [{ row: 4, column: 1 }, { row: 2, column: 3 }];
    assert.deepEqual(kit.boxOf(...corners), box(2, 1, 4, 3));
    assert.deepEqual(kit.boxOf(...corners.reverse()), box(2, 1, 4, 3));
  });

  it('of numbers stands for whole rows', () => {
    assert.equal(kit.fieldsIn(box(0, 0, 1, 0), grid).length, 5);
    assert.deepEqual(kit.fieldsIn(box(0, 2, 1, 3), grid).map(field => field.name), ['type', 'description']);
  });

  it('is cleared', () => {
    const dictionary = model(['a', 'b', 'c']);
    dictionary.set(kit.clearEdits(box(1, 2, 2, 3), grid));
    assert.deepEqual(dictionary.columns.slice(1), [{ name: 'b' }, { name: 'c' }]);
    dictionary.set(kit.clearEdits(box(0, 0), grid));
    assert.deepEqual(dictionary.columns[0], {});
  });

  it('is filled with its first row', () => {
    const dictionary = model(['a', 'b', 'c']);
    dictionary.set(kit.fillEdits(box(0, 3, 2, 3), grid, dictionary.columns));
    assert.deepEqual(dictionary.columns.map(column => column.description), ['a!', 'a!', 'a!']);
    assert.deepEqual(names(dictionary), ['a', 'b', 'c']);
  });

  it('of one row has nothing to fill', () => {
    assert.deepEqual(kit.fillEdits(box(1, 1, 1, 3), grid, model(['a', 'b']).columns), []);
  });
});

describe('moving about', () => {
  for (const [place, isBack, next] of [
    [[0, 1], false, [0, 2]], [[0, 4], false, [0, 5]], [[0, 5], false, [1, 1]], [[2, 5], false, null], [[0, 0], false, [0, 1]],
    [[1, 2], true, [1, 1]], [[1, 1], true, [0, 5]], [[0, 1], true, null], [[0, 0], true, null]
  ]) {
    it(`${isBack ? 'back' : 'on'} from ${place} leads to ${next}`, () => {
      const found = kit.nextPlace({ row: place[0], column: place[1] }, isBack, 3, 5);
      assert.deepEqual(found && [found.row, found.column], next);
    });
  }

  for (const [first, last, target, to] of [
    [1, 1, 0, 0], [1, 1, 1, null], [1, 1, 2, 1], [1, 1, 3, 2], [1, 3, 2, null], [1, 3, 5, 2], [2, 3, 1, 1]
  ]) {
    it(`rows ${first} to ${last} dropped before ${target} stand at ${to}`, () => {
      assert.equal(kit.dropPlace(first, last, target), to);
    });
  }

  for (const [top, count, expected] of [
    [0, 1000, [0, 18]], [440, 1000, [2, 28]], [0, 3, [0, 2]], [0, 0, [0, -1]], [43900, 1000, [989, 999]]
  ]) {
    it(`scrolled by ${top} of ${count} rows draws ${expected}`, () => {
      assert.deepEqual(kit.inSight(top, 440, count, 44, 8), expected);
    });
  }

  for (const [key, code, letter] of [
    ['z', 'KeyZ', 'z'], ['Z', 'KeyZ', 'z'], ['ผ', 'KeyZ', 'z'], ['w', 'KeyZ', 'w'], ['Enter', 'Enter', ''], ['1', 'Digit1', '']
  ]) {
    it(`${key} on ${code} is ${JSON.stringify(letter)}`, () => assert.equal(kit.letterOf({ key, code }), letter));
  }
});

describe('choices that match', () => {
  const choices = [['text', 'ข้อความ', '', ['string']], ['integer', 'จำนวนเต็ม', '', ['int']], ['point', 'จุด', '', ['int point']]];
  const found = (original, typed) => kit.matches(choices, original, typed).map(choice => choice[0]);

  for (const [original, typed, expected] of [
    ['', '', ['text', 'integer', 'point']], ['', 'INT', ['integer', 'point']], ['', 'oin', ['point']],
    ['', 'int', ['integer', 'point']], ['', 'จุด', ['point']], ['', 'nothing', []], ['', 'STRING', ['text']],
    ['text', 'ข้อความ', ['text', 'integer', 'point']], ['integer', 'ข้อความ', ['text']]
  ]) {
    it(`${JSON.stringify(typed)} in a cell of ${JSON.stringify(original)}`, () => {
      assert.deepEqual(found(original, typed), expected);
    });
  }
});
