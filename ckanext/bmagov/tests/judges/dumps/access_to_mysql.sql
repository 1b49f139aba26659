# Converted with MS Access to MySQL
# Source: C:\ข้อมูล\ชุมชน.accdb

CREATE DATABASE IF NOT EXISTS `community`;
USE `community`;

#
# Table structure for table 'tblCommunity'
#

DROP TABLE IF EXISTS `tblCommunity`;

CREATE TABLE `tblCommunity` (
  `ID` INTEGER NOT NULL AUTO_INCREMENT, 
  `ชื่อชุมชน` VARCHAR(255), 
  `ครัวเรือน` INTEGER DEFAULT 0, 
  `งบ` DECIMAL(19,4) DEFAULT 0, 
  `ตั้งเมื่อ` DATETIME, 
  `ใช้งาน` TINYINT(1) DEFAULT 0, 
  INDEX (`ชื่อชุมชน`), 
  PRIMARY KEY (`ID`)
) ENGINE=innodb DEFAULT CHARSET=utf8;

SET autocommit=1;

#
# Dumping data for table 'tblCommunity'
#

INSERT INTO `tblCommunity` (`ID`, `ชื่อชุมชน`) VALUES (1, 'ชุมชน ''เก่า''');
# 1 records
