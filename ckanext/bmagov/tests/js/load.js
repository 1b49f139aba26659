/* Loads scripts of assets/js as a page does: one after the other, `this` being the window. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const ASSETS = path.resolve(__dirname, '../../assets/js');

/* Run a file with `page` as its window; returns `page`. */
function run(file, page) {
  const script = vm.compileFunction(fs.readFileSync(file, 'utf8'), ['window'], { filename: file });
  script.call(page, page);
  return page;
}

/* Return what these files of assets/js put into an empty window. */
function load(...names) {
  return names.reduce((page, name) => run(path.join(ASSETS, name), page), {});
}

/* Return what a file gives to `ckan.module`: the object of its methods. */
function ckanModule(name, $, page) {
  let methods = null;
  const window = { ...page, ckan: { module: (_, make) => { methods = make($); } } };
  run(path.join(ASSETS, name), window);
  return methods;
}

module.exports = { ASSETS, run, load, ckanModule };
