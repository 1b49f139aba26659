-- --------------------------------------------------------
-- Host:                         127.0.0.1
-- Server version:               10.11.6-MariaDB - mariadb.org binary distribution
-- Server OS:                    Win64
-- HeidiSQL Version:             12.6.0.6765
-- --------------------------------------------------------

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;
/*!50503 SET NAMES utf8mb4 */;


-- Dumping database structure for asset
CREATE DATABASE IF NOT EXISTS `asset` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci */;
USE `asset`;

-- Dumping structure for table asset.item
CREATE TABLE IF NOT EXISTS `item` (
  `item_no` varchar(30) NOT NULL COMMENT 'เลขครุภัณฑ์',
  `name` tinytext NOT NULL,
  `price` float(10,2) DEFAULT NULL,
  `bought` date DEFAULT NULL,
  `room` int(10) unsigned zerofill DEFAULT NULL,
  `used` time DEFAULT NULL,
  PRIMARY KEY (`item_no`) USING BTREE,
  KEY `FK_item_room` (`room`),
  CONSTRAINT `FK_item_room` FOREIGN KEY (`room`) REFERENCES `room` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Dumping data for table asset.item: ~1 rows (approximately)
INSERT INTO `item` (`item_no`, `name`, `price`, `bought`, `room`, `used`) VALUES
	('1', 'โต๊ะ "ใหญ่"', 1200.50, '2020-01-01', 0000000001, NULL);

/*!40103 SET TIME_ZONE=IFNULL(@OLD_TIME_ZONE, 'system') */;
