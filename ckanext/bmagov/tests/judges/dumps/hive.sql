CREATE EXTERNAL TABLE `lake`.`air_quality`(
  `station_id` string COMMENT 'รหัสสถานี', 
  `measured_at` timestamp COMMENT '', 
  `pm25` double COMMENT 'ฝุ่น PM2.5 (มคก./ลบ.ม.)', 
  `count` bigint, 
  `tags` array<string>, 
  `extra` map<string,decimal(10,2)>, 
  `place` struct<lat:double,lon:double> COMMENT 'พิกัด')
COMMENT 'คุณภาพอากาศ'
PARTITIONED BY ( 
  `year` int COMMENT 'ปี', 
  `month` int)
ROW FORMAT SERDE 
  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' 
STORED AS INPUTFORMAT 
  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat' 
OUTPUTFORMAT 
  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
LOCATION
  'hdfs://lake/air_quality'
TBLPROPERTIES (
  'transient_lastDdlTime'='1767200000')
