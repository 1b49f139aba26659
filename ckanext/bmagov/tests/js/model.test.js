'use strict';

const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const { kit, WORDS, fields, model, names } = require('./make');

describe('a dictionary', () => {
  it('without tables has an empty one', () => {
    assert.deepEqual(new kit.Model([], fields()).columns, []);
  });

  it('shows its first table', () => {
    assert.deepEqual(names(model(['a', 'b'], ['c'])), ['a', 'b']);
  });

  it('is clean until something changes', () => {
    const dictionary = model(['a']);
    assert.equal(dictionary.isDirty(), false);
    dictionary.set([{ row: 0, field: 'name', value: 'b' }]);
    assert.equal(dictionary.isDirty(), true);
  });

  it('falls back to the first table when its own is gone', () => {
    const dictionary = model(['a']);
    dictionary.table = 7;
    assert.deepEqual(names(dictionary), ['a']);
  });
});

describe('undo and redo', () => {
  it('have nothing to do at the start', () => {
    assert.equal(model(['a']).undo(), null);
    assert.equal(model(['a']).redo(), null);
  });

  it('take a change back and give it again', () => {
    const dictionary = model(['a']);
    dictionary.set([{ row: 0, field: 'name', value: 'b' }]);
    dictionary.undo();
    assert.deepEqual(names(dictionary), ['a']);
    dictionary.redo();
    assert.deepEqual(names(dictionary), ['b']);
  });

  it('make it clean again', () => {
    const dictionary = model(['a']);
    dictionary.insert(0, 1);
    dictionary.undo();
    assert.equal(dictionary.isDirty(), false);
  });

  it('tell where the change was, both ways', () => {
    const dictionary = model(['a', 'b']);
    dictionary.set([{ row: 1, field: 'name', value: 'c' }], { row: 1, column: 1 });
    assert.deepEqual(dictionary.undo().place, { row: 1, column: 1 });
    assert.deepEqual(dictionary.redo().place, { row: 1, column: 1 });
  });

  it('go back step by step in order', () => {
    const dictionary = model(['a']);
    ['b', 'c', 'd'].forEach(value => dictionary.set([{ row: 0, field: 'name', value }]));
    const seen = [];
    while (dictionary.undo()) {
      seen.push(names(dictionary)[0]);
    }
    assert.deepEqual(seen, ['c', 'b', 'a']);
  });

  it('forget what was undone when something else is done', () => {
    const dictionary = model(['a']);
    dictionary.set([{ row: 0, field: 'name', value: 'b' }]);
    dictionary.undo();
    dictionary.set([{ row: 0, field: 'name', value: 'c' }]);
    assert.equal(dictionary.redo(), null);
    assert.deepEqual(names(dictionary), ['c']);
  });

  it('take a paste of many cells back at once', () => {
    const dictionary = model(['a', 'b']);
    dictionary.set([{ row: 0, field: 'name', value: 'x' }, { row: 1, field: 'name', value: 'y' }]);
    dictionary.undo();
    assert.deepEqual(names(dictionary), ['a', 'b']);
  });

  it('bring back a removed row with all it said', () => {
    const dictionary = model(['a', 'b']);
    const before = dictionary.columns[0];
    dictionary.remove(0, 0);
    dictionary.undo();
    assert.equal(dictionary.columns[0], before);
  });

  it('go to the table in which the change was', () => {
    const dictionary = model(['a'], ['b']);
    dictionary.table = 1;
    dictionary.insert(0, 1);
    dictionary.table = 0;
    dictionary.undo();
    assert.equal(dictionary.table, 1);
    assert.deepEqual(names(dictionary), ['b']);
  });

  it('bring back a removed table', () => {
    const dictionary = model(['a'], ['b']);
    dictionary.table = 1;
    dictionary.removeTable();
    dictionary.undo();
    assert.deepEqual(names(dictionary), ['b']);
  });

  it('keep the last 200 steps', () => {
    const dictionary = model(['a']);
    for (let number = 0; number < 250; number += 1) {
      dictionary.set([{ row: 0, field: 'name', value: 'n' + number }]);
    }
    let steps = 0;
    while (dictionary.undo()) {
      steps += 1;
    }
    assert.equal(steps, 200);
    assert.deepEqual(names(dictionary), ['n49']);
  });

  it('never change a table that was there before', () => {
    const dictionary = model(['a', 'b']);
    const frozen = dictionary.tables;
    const copy = JSON.stringify(frozen);
    dictionary.set([{ row: 0, field: 'name', value: 'z' }]);
    dictionary.insert(1, 2);
    dictionary.move(0, 0, 1);
    dictionary.remove(0, 1);
    dictionary.setTable('name', 't');
    assert.equal(JSON.stringify(frozen), copy);
  });

  it('come back to the same objects, however long the way', () => {
    const dictionary = model(['a', 'b', 'c']);
    const first = dictionary.tables;
    dictionary.insert(1, 3);
    dictionary.move(0, 1, 2);
    dictionary.addTable();
    dictionary.insert(0, 1);
    dictionary.removeTable();
    const last = dictionary.tables;
    for (let number = 0; number < 5; number += 1) {
      dictionary.undo();
    }
    assert.equal(dictionary.tables, first);
    for (let number = 0; number < 5; number += 1) {
      dictionary.redo();
    }
    assert.equal(dictionary.tables, last);
  });
});

describe('setting cells', () => {
  it('changes one and leaves the others', () => {
    const dictionary = model(['a', 'b']);
    dictionary.set([{ row: 1, field: 'type', value: 'date' }]);
    assert.deepEqual(dictionary.columns.map(column => column.type), ['text', 'date']);
  });

  it('adds the rows that are missing', () => {
    const dictionary = model(['a']);
    dictionary.set([{ row: 3, field: 'name', value: 'd' }]);
    assert.deepEqual(names(dictionary), ['a', '', '', 'd']);
  });

  for (const nothing of ['', undefined, null, false]) {
    it(`to ${String(nothing) || 'an empty text'} takes the field away`, () => {
      assert.equal('name' in kit.Model.changed({ name: 'a' }, 'name', nothing), false);
    });
  }

  it('clears the errors and warnings of that field alone', () => {
    const column = { name: 'a', _errors: { name: ['x'], type: ['y'] }, _warnings: { name: ['z'] } };
    const changed = kit.Model.changed(column, 'name', 'b');
    assert.deepEqual(changed._errors, { type: ['y'] });
    assert.deepEqual(changed._warnings, {});
    assert.deepEqual(column._errors, { name: ['x'], type: ['y'] });
  });

  it('confirms a guess', () => {
    const changed = kit.Model.changed({ type: 'text', _guessed: ['type', 'description'] }, 'type', 'date');
    assert.deepEqual(changed._guessed, ['description']);
  });

  it('answers the question about personal data', () => {
    const column = { name: 'a', _personal: { kind: 'name' } };
    assert.equal('_personal' in kit.Model.changed(column, 'personal', 'no'), false);
    assert.equal('_personal' in kit.Model.changed(column, 'name', 'b'), true);
  });

  it('reaches the present table only', () => {
    const dictionary = model(['a'], ['b']);
    dictionary.table = 1;
    dictionary.set([{ row: 0, field: 'name', value: 'c' }]);
    assert.deepEqual(dictionary.tables.map(table => table.columns[0].name), ['a', 'c']);
  });
});

describe('rows', () => {
  for (const [row, expected] of [[0, ['', '', 'a', 'b']], [1, ['a', '', '', 'b']], [2, ['a', 'b', '', '']]]) {
    it(`are inserted at ${row}`, () => {
      const dictionary = model(['a', 'b']);
      dictionary.insert(row, 2);
      assert.deepEqual(names(dictionary), expected);
    });
  }

  for (const [first, last, expected] of [[0, 0, ['b', 'c']], [1, 2, ['a']], [0, 2, []], [2, 9, ['a', 'b']]]) {
    it(`${first} to ${last} are removed`, () => {
      const dictionary = model(['a', 'b', 'c']);
      dictionary.remove(first, last);
      assert.deepEqual(names(dictionary), expected);
    });
  }

  for (const [first, last, to, expected] of [
    [0, 0, 1, 'bacd'], [0, 0, 3, 'bcda'], [3, 3, 0, 'dabc'], [1, 2, 0, 'bcad'], [1, 2, 2, 'adbc'], [0, 1, 1, 'cabd'],
    [0, 0, 99, 'bcda'], [2, 2, -5, 'cabd']
  ]) {
    it(`${first} to ${last} move to ${to}`, () => {
      const dictionary = model(['a', 'b', 'c', 'd']);
      assert.equal(dictionary.move(first, last, to), true);
      assert.equal(names(dictionary).join(''), expected);
    });
  }

  for (const [first, last, to] of [[1, 1, 1], [0, 0, -1], [3, 3, 4], [2, 3, 3], [0, 3, 2]]) {
    it(`${first} to ${last} stay when moved to ${to}, which is no step`, () => {
      const dictionary = model(['a', 'b', 'c', 'd']);
      assert.equal(dictionary.move(first, last, to), false);
      assert.equal(dictionary.undo(), null);
    });
  }

  it('keep their objects when moved', () => {
    const dictionary = model(['a', 'b']);
    const [first] = dictionary.columns;
    dictionary.move(0, 0, 1);
    assert.equal(dictionary.columns[1], first);
  });

  it('moved there and back stand as before', () => {
    const dictionary = model(['a', 'b', 'c', 'd', 'e']);
    dictionary.move(1, 2, 3);
    dictionary.move(3, 4, 1);
    assert.equal(names(dictionary).join(''), 'abcde');
  });
});

describe('tables', () => {
  it('are named, which takes their errors away', () => {
    const dictionary = new kit.Model([{ name: 'a', columns: [], _errors: ['bad'] }], fields());
    dictionary.setTable('name', 'b');
    assert.deepEqual(dictionary.current, { name: 'b', columns: [], _errors: [] });
  });

  it('are added at the end and shown', () => {
    const dictionary = model(['a'], ['b']);
    dictionary.addTable();
    assert.equal(dictionary.table, 2);
    assert.deepEqual(dictionary.columns, []);
  });

  it('are removed, the one before is shown', () => {
    const dictionary = model(['a'], ['b']);
    dictionary.table = 1;
    dictionary.removeTable();
    assert.deepEqual(names(dictionary), ['a']);
  });

  it('stay the ones shown when something else changes', () => {
    const dictionary = model(['a'], ['b'], ['c']);
    dictionary.insert(0, 1);
    assert.equal(dictionary.table, 0);
    dictionary.replace([{ columns: [] }, { columns: [] }]);
    assert.equal(dictionary.table, 0);
  });

  it('give way to the last one that is left', () => {
    const dictionary = model(['a'], ['b'], ['c']);
    dictionary.table = 2;
    dictionary.removeTable();
    assert.deepEqual(names(dictionary), ['b']);
    dictionary.undo();
    dictionary.replace([{ columns: [{ name: 'x' }] }, { columns: [{ name: 'y' }] }]);
    assert.deepEqual(names(dictionary), ['y']);
  });

  it('are never none', () => {
    const dictionary = model(['a']);
    dictionary.removeTable();
    assert.deepEqual(dictionary.tables, [{ columns: [] }]);
  });
});

describe('what the server read', () => {
  it('takes the place of what was there and is no step', () => {
    const dictionary = model(['a']);
    dictionary.set([{ row: 0, field: 'name', value: 'b' }]);
    dictionary.replace([{ columns: [{ name: 'B' }] }]);
    assert.deepEqual(names(dictionary), ['B']);
    dictionary.undo();
    assert.deepEqual(names(dictionary), ['a']);
    assert.equal(dictionary.undo(), null);
  });

  it('is unsaved unless it was saved', () => {
    const dictionary = model(['a']);
    dictionary.replace([{ columns: [] }]);
    assert.equal(dictionary.isDirty(), true);
    dictionary.replace([{ columns: [] }], true);
    assert.equal(dictionary.isDirty(), false);
  });

  it('may have fewer tables', () => {
    const dictionary = model(['a'], ['b'], ['c']);
    dictionary.table = 2;
    dictionary.replace([{ columns: [{ name: 'x' }] }]);
    assert.deepEqual(names(dictionary), ['x']);
    dictionary.replace([]);
    assert.deepEqual(names(dictionary), []);
  });

  it('after a conflict is taken as a step: the merged tables, or back to one\'s own', () => {
    const dictionary = model(['mine'], ['more']);
    dictionary.table = 1;
    dictionary.step([{ columns: [{ name: 'merged' }] }]);
    assert.deepEqual(names(dictionary), ['merged']);
    assert.equal(dictionary.isDirty(), true);
    dictionary.undo();
    assert.deepEqual(names(dictionary), ['more']);
    dictionary.redo();
    assert.deepEqual(names(dictionary), ['merged']);
  });
});

describe('completeness', () => {
  it('counts columns, complete ones and what is missing', () => {
    const dictionary = new kit.Model([
      { columns: [{ name: 'a', type: 'text', description: 'x' }, { name: 'b' }, {}] },
      { columns: [{ type: 'text', _guessed: ['type'] }] }
    ], fields());
    assert.deepEqual(dictionary.completeness(), {
      columns: 3, complete: 1, missing: { name: 1, type: 1, description: 2 }, guesses: 1
    });
  });

  it('takes a description in English', () => {
    assert.deepEqual(kit.Model.lacks({ name: 'a', type: 'text', description_en: 'x' }), []);
  });

  it('leads to the first column that lacks a field, over all tables', () => {
    const dictionary = model(['a', 'b'], ['c', 'd']);
    assert.equal(dictionary.firstLacking('type'), null);
    dictionary.table = 1;
    dictionary.set([{ row: 1, field: 'type', value: '' }]);
    assert.deepEqual(dictionary.firstLacking('type'), { table: 1, row: 1 });
  });

  it('does not count blank rows', () => {
    const dictionary = model(['a']);
    dictionary.insert(0, 3);
    assert.equal(dictionary.completeness().columns, 1);
    assert.equal(dictionary.firstLacking('name'), null);
  });

  for (const [column, blank] of [
    [{}, true], [{ _errors: { name: ['x'] } }, true], [{ name: '' }, true], [{ required: true }, false], [{ name: 'a' }, false]
  ]) {
    it(`${JSON.stringify(column)} is ${blank ? '' : 'not '}blank`, () => assert.equal(kit.isBlank(column), blank));
  }
});

describe('guesses about personal data', () => {
  const guess = { kind: 'phone', label: 'phone', sure: false };
  const guessed = () => new kit.Model([
    { columns: [{ name: 'a' }] }, { columns: [{ name: 'b' }, { name: 'tel', _personal: guess }] }
  ], fields());

  it('are found in every table', () => {
    const [found, ...more] = guessed().personalGuesses();
    assert.deepEqual([found.table, found.row, found.column.name, more], [1, 1, 'tel', []]);
  });

  it('are answered yes, with the kind', () => {
    const dictionary = guessed();
    dictionary.answer(dictionary.tables[1].columns[1], true);
    assert.deepEqual(dictionary.tables[1].columns[1], { name: 'tel', personal: 'yes', personal_kind: 'phone' });
    assert.deepEqual(dictionary.personalGuesses(), []);
  });

  it('are answered in the first row, too', () => {
    const dictionary = new kit.Model([{ columns: [{ name: 'tel', _personal: guess }, { name: 'b' }] }], fields());
    dictionary.answer(dictionary.columns[0], false);
    assert.deepEqual(dictionary.columns, [{ name: 'tel', personal: 'no' }, { name: 'b' }]);
  });

  it('are answered no, and asked again after undo', () => {
    const dictionary = guessed();
    dictionary.answer(dictionary.tables[1].columns[1], false);
    assert.deepEqual(dictionary.tables[1].columns[1], { name: 'tel', personal: 'no' });
    dictionary.undo();
    assert.equal(dictionary.personalGuesses().length, 1);
  });
});

describe('names', () => {
  it('are compared without case, blanks and what nobody sees', () => {
    assert.equal(kit.nameKey(' Na\u200bme\ufeff 1'), 'name1');
    assert.equal(kit.nameKey('e\u0301'), kit.nameKey('\u00e9'));
    assert.equal(kit.nameKey(null), '');
  });

  it('are listed with their rows, and anew after a change', () => {
    const dictionary = model(['a', 'A', 'b']);
    assert.deepEqual([...dictionary.names()], [['a', [0, 1]], ['b', [2]]]);
    assert.equal(dictionary.names(), dictionary.names());
    dictionary.remove(0, 0);
    assert.deepEqual([...dictionary.names()], [['a', [0]], ['b', [1]]]);
  });

  const errors = (name, row = 0) => {
    const dictionary = model(['a', 'b']);
    dictionary.set([{ row, field: 'name', value: name }]);
    return dictionary.quickErrors(dictionary.columns[row], row, 'name', dictionary.names(), WORDS);
  };

  for (const [name, expected] of [
    ['c', []], ['', ['no name']], ['_id', []], ['a"b', []], [' B ', ['as in row 2']],
    ['ก'.repeat(500), []]
  ]) {
    it(`${JSON.stringify(name)} has ${expected[0] || 'no error'}`, () => assert.deepEqual(errors(name), expected));
  }

  it('that stand twice are told in both rows', () => {
    assert.deepEqual(errors('a', 1), ['as in row 1']);
    const dictionary = model(['a', 'a']);
    const told = dictionary.quickErrors(dictionary.columns[0], 0, 'name', dictionary.names(), WORDS);
    assert.deepEqual(told, ['as in row 2']);
  });

  it('of blank rows are not asked for', () => {
    const dictionary = model(['a']);
    dictionary.insert(1, 1);
    assert.deepEqual(dictionary.quickErrors({}, 1, 'name', dictionary.names(), WORDS), []);
  });

  it('of types that nobody knows are told', () => {
    const dictionary = model(['a']);
    const check = type => dictionary.quickErrors({ name: 'a', type }, 0, 'type', dictionary.names(), WORDS);
    assert.deepEqual([check('blob'), check('int'), check('')], [['unknown type'], [], []]);
  });
});

describe('what is sent', () => {
  it('has no sentences and no blank rows', () => {
    const dictionary = new kit.Model([{
      name: 't', _errors: ['x'], columns: [{ name: 'a', _errors: {}, _warnings: {} }, {}, { _errors: { name: ['y'] } }]
    }], fields());
    assert.deepEqual(dictionary.plain(), [{ name: 't', columns: [{ name: 'a' }] }]);
  });

  it('keeps guesses, which the server confirms', () => {
    const dictionary = new kit.Model([{ columns: [{ name: 'a', _guessed: ['name'] }] }], fields());
    assert.deepEqual(dictionary.plain(), [{ columns: [{ name: 'a', _guessed: ['name'] }] }]);
  });

  it('leaves the dictionary as it is', () => {
    const dictionary = new kit.Model([{ columns: [{ name: 'a', _errors: { name: ['x'] } }] }], fields());
    dictionary.plain();
    assert.deepEqual(dictionary.columns[0]._errors, { name: ['x'] });
  });
});
