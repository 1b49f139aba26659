/* What a file is called until somebody names it, as metadata/domain/file_name.py says it. No DOM here. */
this.bmagovFileName = (function () {
  'use strict';
  const EXTENSION = /(?:\.(?:csv|tsv|txt|json|geojson|xml|tar|sql))?\.[A-Za-z0-9]{1,8}$/i;

  return function (fileName) {
    const stem = fileName.replace(EXTENSION, '').replace(/[\s_+]+/g, ' ').replace(/^[ .-]+|[ .-]+$/g, '');
    return (stem || fileName).slice(0, 200);
  };
}());
