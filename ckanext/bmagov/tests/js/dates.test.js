'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, it } = require('node:test');
const { ASSETS, run } = require('./load');

const SCRIPT = path.join(ASSETS, 'thai-dates.js');

describe('Thai dates', { skip: !process.env.BMAGOV_MOMENT && 'BMAGOV_MOMENT does not name the moment.js of CKAN' }, () => {
  const moment = process.env.BMAGOV_MOMENT && require(process.env.BMAGOV_MOMENT);
  const write = (format, language) => moment('2026-02-01T14:30:00').locale(language).format(format);

  it('have Buddhist years and a point in the time', () => {
    run(SCRIPT, { moment });
    assert.equal(write('LL', 'th'), '1 กุมภาพันธ์ 2569');
    assert.equal(write('L LT', 'th'), '1/2/2569 14.30 น.');
  });

  it('leave the other language and the present one alone', () => {
    moment.locale('en');
    run(SCRIPT, { moment });
    assert.equal(moment.locale(), 'en');
    assert.match(write('LL', 'en'), /2026/);
  });
});

describe('without moment.js', () => {
  it('nothing happens', () => assert.deepEqual(run(SCRIPT, {}), {}));
});
