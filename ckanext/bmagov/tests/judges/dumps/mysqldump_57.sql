-- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)
--
-- Host: localhost    Database: clinic
-- ------------------------------------------------------
-- Server version	5.7.44

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;

--
-- Table structure for table `visit`
--

DROP TABLE IF EXISTS `visit`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8 */;
CREATE TABLE `visit` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `hn` varchar(9) CHARACTER SET utf8 COLLATE utf8_thai_520_w2 NOT NULL COMMENT 'เลขประจำตัวผู้ป่วย',
  `clinic_id` smallint(5) unsigned NOT NULL,
  `visit_at` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  `fee` decimal(10,2) unsigned DEFAULT '0.00' COMMENT 'ค่ารักษา (บาท); รวม, ภาษี',
  `paid` tinyint(1) NOT NULL DEFAULT '0',
  `kind` enum('นัด','ฉุกเฉิน','it''s') NOT NULL DEFAULT 'นัด',
  `flags` set('a','b') DEFAULT NULL,
  `year` year(4) DEFAULT NULL,
  `photo` mediumblob,
  `note` text,
  PRIMARY KEY (`id`),
  UNIQUE KEY `hn_UNIQUE` (`hn`),
  KEY `fk_clinic_idx` (`clinic_id`),
  FULLTEXT KEY `note` (`note`),
  CONSTRAINT `fk_clinic` FOREIGN KEY (`clinic_id`) REFERENCES `clinic` (`id`) ON UPDATE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8 COMMENT='การเข้ารับบริการ';
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `visit`
--

LOCK TABLES `visit` WRITE;
/*!40000 ALTER TABLE `visit` DISABLE KEYS */;
INSERT INTO `visit` VALUES (1,'000000001',1,'2020-01-01 08:00:00',0.00,0,'นัด','a',2020,NULL,'it\'s \"here\"; -- CREATE TABLE `x` (`a` int)'),(2,'000000002',1,'2020-01-02 08:00:00',NULL,1,'it''s','a,b',NULL,_binary '\0\'','C:\\');
/*!40000 ALTER TABLE `visit` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Temporary table structure for view `paid_visit`
--

DROP TABLE IF EXISTS `paid_visit`;
/*!50001 DROP VIEW IF EXISTS `paid_visit`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50001 CREATE VIEW `paid_visit` AS SELECT
 1 AS `id`,
 1 AS `hn`*/;
SET character_set_client = @saved_cs_client;

DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER t BEFORE INSERT ON visit FOR EACH ROW BEGIN
  SET NEW.note = 'x';
END */;;
DELIMITER ;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;

-- Dump completed on 2026-01-01  0:00:00
