/* Fields, types and dictionaries as dictionary/helpers/dictionary.py writes them into the page of the editor. */
'use strict';

const { load } = require('./load');

const kit = load('dictionary/model.js', 'dictionary/cells.js').bmagovDictionary;

const WORDS = {
  yes: 'yes',
  trueWords: ['yes', 'true', '1', 'ใช่'],
  typeUnknown: 'unknown type',
  nameMissing: 'no name',
  nameTwice: 'as in row {n}'
};

const TYPES = [
  { name: 'text', label: 'ข้อความ', hint: 'letters', aliases: ['string', 'varchar'] },
  { name: 'integer', label: 'จำนวนเต็ม', hint: 'whole', aliases: ['int', 'int4'] },
  { name: 'date', label: 'วันที่', hint: 'days', aliases: [] }
];

const LIST = [
  { name: 'type', kind: 'type', grid: 2, headings: ['Type', 'ชนิดข้อมูล'] },
  { name: 'name', kind: 'line', grid: 1, headings: ['Column', 'ชื่อคอลัมน์'] },
  { name: 'description', kind: 'block', grid: 3, headings: ['Description', 'คำอธิบาย'] },
  { name: 'required', kind: 'flag', grid: 4, headings: ['Required'] },
  {
    name: 'classification', kind: 'choice', grid: 5, headings: ['Level'],
    choices: [['open', 'เปิดเผย'], ['secret', 'ลับ']]
  },
  { name: 'personal', kind: 'choice', grid: 0, headings: [], choices: [['yes', 'ใช่'], ['no', 'ไม่ใช่']] }
];

function fields() {
  return new kit.Fields(LIST, TYPES, WORDS);
}

/* A dictionary of tables, each given as the names of its columns. */
function model(...tables) {
  const made = tables.map(list => ({ columns: list.map(name => ({ name, type: 'text', description: name + '!' })) }));
  return new kit.Model(made, fields());
}

function names(dictionary) {
  return dictionary.columns.map(column => column.name || '');
}

function box(top, left, bottom, right) {
  return { top, left, bottom: bottom === undefined ? top : bottom, right: right === undefined ? left : right };
}

module.exports = { kit, WORDS, fields, model, names, box };
