/* Buddhist years wherever moment.js writes Thai dates: core's "local time" spans and tables of data.
 *
 * moment's Thai locale writes Gregorian years. An era that began 543 years earlier, and the year token of eras
 * (`y`) in the locale's formats, make it write พ.ศ.; times are written 14.30 น. as officials do.
 */
(function (moment) {
  'use strict';

  if (!moment || !moment.locales || moment.locales().indexOf('th') === -1) {
    return;
  }
  const before = moment.locale();
  moment.updateLocale('th', {
    eras: [
      { since: '0001-01-01', until: Infinity, offset: 544, name: 'พุทธศักราช', narrow: 'พ.ศ.', abbr: 'พ.ศ.' }
    ],
    longDateFormat: {
      LT: 'HH.mm น.',
      LTS: 'HH.mm.ss น.',
      L: 'D/M/y',
      LL: 'D MMMM y',
      LLL: 'D MMMM y เวลา HH.mm น.',
      LLLL: 'วันddddที่ D MMMM y เวลา HH.mm น.'
    }
  });
  moment.locale(before);
}(window.moment));
