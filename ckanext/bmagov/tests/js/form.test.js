'use strict';

const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const { load, ckanModule } = require('./load');

const { bmagovForm: form } = load('form-rules.js');
const { bmagovLevel: level } = load('level-rules.js');

describe('a field of the form', () => {
  for (const [rule, values, isAllowed] of [
    [{}, {}, true],
    [{ other_of: 'unit' }, { unit: ['other'] }, true],
    [{ other_of: 'unit' }, { unit: ['day'] }, false],
    [{ other_of: 'unit' }, {}, false],
    [{ forbidden_if: { kind: ['a', 'b'] } }, { kind: ['b'] }, false],
    [{ forbidden_if: { kind: ['a', 'b'] } }, { kind: ['c'] }, true],
    [{ forbidden_if: { kind: ['a'] } }, {}, true]
  ]) {
    it(`with ${JSON.stringify(rule)} and ${JSON.stringify(values)} is ${isAllowed ? '' : 'not '}allowed`, () => {
      assert.equal(form.isAllowed(rule, values), isAllowed);
    });
  }

  for (const [rule, values, isDue] of [
    [{}, {}, false],
    [{ due: true }, {}, true],
    [{ other_of: 'unit' }, {}, true],
    [{ required_if: { kind: ['a'] } }, { kind: ['a', 'z'] }, true],
    [{ required_if: { kind: ['a'] } }, { kind: ['b'] }, false],
    [{ required_unless: { kind: ['a'] } }, { kind: ['a'] }, false],
    [{ required_unless: { kind: ['a'] } }, {}, true],
    [{ required_if: { kind: ['a'], size: ['x'] } }, { size: ['x'] }, true]
  ]) {
    it(`with ${JSON.stringify(rule)} and ${JSON.stringify(values)} is ${isDue ? '' : 'not '}due`, () => {
      assert.equal(form.isDue(rule, values), isDue);
    });
  }
});

describe('what is missing', () => {
  const fields = [
    { name: 'title', group: 'about', rule: { due: true } },
    { name: 'unit', group: 'time', rule: { due: true } },
    { name: 'unit_other', group: 'time', rule: { other_of: 'unit' } },
    { name: 'note', group: 'more', rule: {} }
  ];
  const empty = { title: [], unit: [], unit_other: [], note: [] };

  for (const [given, expected] of [
    [{}, { about: 1, time: 1, more: 0 }],
    [{ title: ['x'], unit: ['day'] }, { about: 0, time: 0, more: 0 }],
    [{ unit: ['other'] }, { about: 1, time: 1, more: 0 }],
    [{ unit: ['other'], unit_other: ['moon'] }, { about: 1, time: 0, more: 0 }]
  ]) {
    it(`with ${JSON.stringify(given)}`, () => {
      assert.deepEqual(form.missing(fields, { ...empty, ...given }), expected);
    });
  }
});

describe('questions that lead to a level', () => {
  const questions = [
    { name: 'public', askedIf: {} },
    { name: 'harm', askedIf: { public: 'no' } },
    { name: 'state', askedIf: { public: 'no', harm: 'yes' } }
  ];
  const rules = [
    { when: { public: 'yes' }, level: 'open' },
    { when: { harm: 'no' }, level: 'internal' },
    { when: { state: 'yes' }, level: 'secret' },
    { when: { harm: 'yes' }, level: 'confidential' }
  ];

  for (const [answers, asked] of [
    [{}, ['public']], [{ public: 'yes' }, ['public']], [{ public: 'no' }, ['public', 'harm']],
    [{ public: 'no', harm: 'yes' }, ['public', 'harm', 'state']]
  ]) {
    it(`after ${JSON.stringify(answers)} are ${asked}`, () => {
      assert.deepEqual(level.arising(questions, answers).map(question => question.name), asked);
    });
  }

  for (const [answers, proposed] of [
    [{}, null], [{ public: 'yes' }, 'open'], [{ public: 'no' }, null], [{ public: 'no', harm: 'no' }, 'internal'],
    [{ public: 'no', harm: 'yes' }, null], [{ public: 'no', harm: 'yes', state: 'yes' }, 'secret'],
    [{ public: 'no', harm: 'yes', state: 'no' }, 'confidential'],
    // what was answered before and is asked no more does not count
    [{ public: 'yes', harm: 'yes', state: 'yes' }, 'open']
  ]) {
    it(`with ${JSON.stringify(answers)} propose ${proposed}`, () => {
      const rule = level.proposal(questions, rules, answers);
      assert.equal(rule && rule.level, proposed);
    });
  }

  it('propose nothing where no rule holds', () => {
    assert.equal(level.proposal([{ name: 'q', askedIf: {} }], [{ when: { q: 'a' } }], { q: 'b' }), null);
  });
});

describe('the line under a date', () => {
  /* The module with a field that holds `typed`; returns what is shown after the server's answer. */
  function shown(typed, kind, answer) {
    const sent = {};
    const $ = { trim: text => text.trim(), ajax: request => Object.assign(sent, request) };
    const echo = {
      ...ckanModule('date-echo.js', $, { clearTimeout: () => {} }),
      field: { val: () => typed },
      sandbox: { url: path => path },
      _show: (text, wrong) => { echo.line = [text, wrong]; }
    };
    echo.options = { kind, strict: false };
    echo._onChange();
    answer(sent, echo);
    return echo.line;
  }
  const refused = sentence => sent => sent.error({ status: 409, responseJSON: { error: { value: [sentence] } } });

  it('says how the server read it', () => {
    assert.deepEqual(shown('1/2/2569', 'date', sent => sent.success({ result: { text: '1 ก.พ. 2569' } })), ['1 ก.พ. 2569', false]);
  });

  it('says why it cannot be read, without the code', () => {
    assert.deepEqual(shown('x', 'date', refused('DATE-FORMAT: not a date')), ['not a date', true]);
  });

  it('is silent where a sentence may stand for a date', () => {
    assert.deepEqual(shown('every May', 'text', refused('DATE-FORMAT: not a date')), ['', false]);
    assert.deepEqual(shown('31/2/2569', 'text', refused('DATE-DAY: no such day')), ['no such day', true]);
  });

  it('is silent when the server fails', () => {
    assert.deepEqual(shown('1/2/2569', 'date', sent => sent.error({ status: 500 })), ['', false]);
  });

  it('is empty for an empty field, without a question', () => {
    assert.deepEqual(shown('  ', 'date', sent => assert.deepEqual(sent, {})), ['', false]);
  });

  it('forgets an answer to what is no longer there', () => {
    const late = (sent, echo) => {
      echo.asked = 'something newer';
      sent.success({ result: { text: 'old' } });
    };
    assert.equal(shown('1/2/2569', 'date', late), undefined);
  });
});
