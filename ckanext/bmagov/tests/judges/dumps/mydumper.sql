/*!40101 SET NAMES utf8mb4*/;
/*!40014 SET FOREIGN_KEY_CHECKS=0*/;
/*!40103 SET TIME_ZONE='+00:00' */;
CREATE TABLE `road` (
  `road_id` int NOT NULL,
  `name` varchar(100) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci DEFAULT NULL,
  `line` linestring NOT NULL /*!80003 SRID 4326 */,
  `lanes` tinyint unsigned DEFAULT '2',
  PRIMARY KEY (`road_id`),
  SPATIAL KEY `line` (`line`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
