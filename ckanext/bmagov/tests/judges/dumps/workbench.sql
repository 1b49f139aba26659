-- MySQL Workbench Forward Engineering

SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0;
SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES';

-- -----------------------------------------------------
-- Schema fire
-- -----------------------------------------------------
CREATE SCHEMA IF NOT EXISTS `fire` DEFAULT CHARACTER SET utf8mb4 ;
USE `fire` ;

-- -----------------------------------------------------
-- Table `fire`.`station`
-- -----------------------------------------------------
CREATE TABLE IF NOT EXISTS `fire`.`station` (
  `id` INT UNSIGNED NOT NULL AUTO_INCREMENT,
  `name` VARCHAR(100) NOT NULL COMMENT 'สถานีดับเพลิง',
  PRIMARY KEY (`id`),
  UNIQUE INDEX `name_UNIQUE` (`name` ASC) VISIBLE)
ENGINE = InnoDB;


-- -----------------------------------------------------
-- Table `fire`.`truck`
-- -----------------------------------------------------
CREATE TABLE IF NOT EXISTS `fire`.`truck` (
  `plate` VARCHAR(20) NOT NULL,
  `litres` INT NULL,
  `station_id` INT UNSIGNED NOT NULL,
  `built` YEAR NULL,
  PRIMARY KEY (`plate`),
  INDEX `fk_truck_station_idx` (`station_id` ASC) VISIBLE,
  CONSTRAINT `fk_truck_station`
    FOREIGN KEY (`station_id`)
    REFERENCES `fire`.`station` (`id`)
    ON DELETE NO ACTION
    ON UPDATE NO ACTION)
ENGINE = InnoDB
COMMENT = 'รถดับเพลิง';


SET SQL_MODE=@OLD_SQL_MODE;
