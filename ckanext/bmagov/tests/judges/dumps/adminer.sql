-- Adminer 4.8.1 MySQL 8.0.36 dump

SET NAMES utf8;
SET time_zone = '+00:00';
SET foreign_key_checks = 0;

DROP TABLE IF EXISTS `market`;
CREATE TABLE `market` (
  `id` int NOT NULL AUTO_INCREMENT,
  `name` varchar(255) COLLATE utf8mb4_general_ci NOT NULL COMMENT 'ชื่อตลาด',
  `open_at` time NOT NULL DEFAULT '06:00:00',
  `stalls` mediumint unsigned NOT NULL,
  `rent` decimal(9,2) NOT NULL COMMENT 'ค่าเช่า \'ต่อเดือน\'',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

INSERT INTO `market` (`id`, `name`, `open_at`, `stalls`, `rent`) VALUES
(1,	'ตลาดบางรัก',	'06:00:00',	120,	1500.00);

-- 2026-01-01 02:00:00
