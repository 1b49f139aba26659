/*
 Navicat Premium Data Transfer

 Source Server         : city
 Source Server Type    : MySQL
 Source Server Version : 80031
 Source Schema         : waste

 Target Server Type    : MySQL
 File Encoding         : 65001

 Date: 01/01/2026 09:00:00
*/

SET NAMES utf8mb4;
SET FOREIGN_KEY_CHECKS = 0;

-- ----------------------------
-- Table structure for truck_trip
-- ----------------------------
DROP TABLE IF EXISTS `truck_trip`;
CREATE TABLE `truck_trip`  (
  `id` bigint UNSIGNED NOT NULL AUTO_INCREMENT,
  `plate` varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL COMMENT 'ทะเบียนรถ',
  `weight` decimal(8, 3) NULL DEFAULT NULL COMMENT 'น้ำหนัก (ตัน)',
  `started` datetime(0) NULL DEFAULT NULL,
  `state` tinyint NULL DEFAULT 0 COMMENT '0 = รอ, 1 = เสร็จ',
  PRIMARY KEY (`id`) USING BTREE,
  UNIQUE INDEX `plate_started`(`plate` ASC, `started` ASC) USING BTREE,
  INDEX `state`(`state` ASC) USING BTREE
) ENGINE = InnoDB AUTO_INCREMENT = 1 CHARACTER SET = utf8mb4 COLLATE = utf8mb4_general_ci COMMENT = 'เที่ยวรถขยะ' ROW_FORMAT = Dynamic;

-- ----------------------------
-- Records of truck_trip
-- ----------------------------

SET FOREIGN_KEY_CHECKS = 1;
