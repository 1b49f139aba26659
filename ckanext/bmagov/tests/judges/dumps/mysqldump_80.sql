-- MySQL dump 10.13  Distrib 8.0.39, for Linux (x86_64)
--
-- Host: 127.0.0.1    Database: budget
-- ------------------------------------------------------
-- Server version	8.0.39
/*!50503 SET NAMES utf8mb4 */;
/*!50606 SET @OLD_INNODB_STATS_AUTO_RECALC=@@INNODB_STATS_AUTO_RECALC */;

DROP TABLE IF EXISTS `line`;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `line` (
  `year` smallint NOT NULL COMMENT 'ปีงบประมาณ',
  `code` char(8) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `amount` decimal(18,2) NOT NULL DEFAULT '0.00',
  `spent` decimal(18,2) NOT NULL DEFAULT '0.00',
  `left` decimal(18,2) GENERATED ALWAYS AS ((`amount` - `spent`)) VIRTUAL,
  `detail` json DEFAULT NULL,
  `uuid` binary(16) DEFAULT (uuid_to_bin(uuid())),
  `hidden` int DEFAULT NULL /*!80023 INVISIBLE */,
  `place` point /*!80003 SRID 4326 */ DEFAULT NULL,
  `ok` bit(1) NOT NULL DEFAULT b'0',
  PRIMARY KEY (`year`,`code`),
  UNIQUE KEY `uuid` ((cast(`uuid` as char(36)))),
  KEY `functional` ((lower(`code`))),
  CONSTRAINT `line_chk_1` CHECK ((`amount` >= 0)),
  CONSTRAINT `line_chk_2` CHECK ((`year` between 2500 and 2700))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY RANGE (`year`)
(PARTITION p2568 VALUES LESS THAN (2569) ENGINE = InnoDB,
 PARTITION pmax VALUES LESS THAN MAXVALUE ENGINE = InnoDB) */;
/*!50606 SET GLOBAL INNODB_STATS_AUTO_RECALC=@OLD_INNODB_STATS_AUTO_RECALC */;
