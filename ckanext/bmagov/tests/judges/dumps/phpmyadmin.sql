-- phpMyAdmin SQL Dump
-- version 5.2.1
-- https://www.phpmyadmin.net/
--
-- Host: localhost
-- Generation Time: Jan 01, 2026 at 09:00 AM
-- Server version: 10.4.32-MariaDB
-- PHP Version: 8.2.12

SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";


/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;

--
-- Database: `complaint`
--

-- --------------------------------------------------------

--
-- Table structure for table `ticket`
--

CREATE TABLE `ticket` (
  `id` int(11) NOT NULL,
  `subject` varchar(200) NOT NULL COMMENT 'เรื่อง',
  `body` mediumtext DEFAULT NULL,
  `status_id` int(11) NOT NULL DEFAULT 1,
  `token` varchar(40) DEFAULT NULL,
  `created_at` datetime NOT NULL DEFAULT current_timestamp()
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='เรื่องร้องเรียน';

--
-- RELATIONSHIPS FOR TABLE `ticket`:
--   `status_id`
--       `status` -> `id`
--

--
-- Dumping data for table `ticket`
--

INSERT INTO `ticket` (`id`, `subject`, `body`, `status_id`, `token`, `created_at`) VALUES
(1, 'ไฟดับ; หน้าบ้าน', 'it\'s dark\r\n(ซอย 5', 1, NULL, '2026-01-01 09:00:00'),
(2, 'ถนน', '', 2, 'abc', '2026-01-01 09:00:00');

-- --------------------------------------------------------

--
-- Table structure for table `status`
--

CREATE TABLE `status` (
  `id` int(11) NOT NULL,
  `name` varchar(50) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

--
-- Stand-in structure for view `open_ticket`
-- (See below for the actual view)
--
CREATE TABLE `open_ticket` (
`id` int(11)
,`subject` varchar(200)
);

-- --------------------------------------------------------

--
-- Structure for view `open_ticket`
--
DROP TABLE IF EXISTS `open_ticket`;

CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `open_ticket`  AS SELECT `ticket`.`id` AS `id`, `ticket`.`subject` AS `subject` FROM `ticket` ;

--
-- Indexes for dumped tables
--

--
-- Indexes for table `ticket`
--
ALTER TABLE `ticket`
  ADD PRIMARY KEY (`id`),
  ADD UNIQUE KEY `token` (`token`),
  ADD KEY `status_id` (`status_id`);

ALTER TABLE `status`
  ADD PRIMARY KEY (`id`);

--
-- AUTO_INCREMENT for dumped tables
--

ALTER TABLE `ticket`
  MODIFY `id` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=3;

--
-- Constraints for dumped tables
--

ALTER TABLE `ticket`
  ADD CONSTRAINT `ticket_status` FOREIGN KEY (`status_id`) REFERENCES `status` (`id`) ON DELETE CASCADE;
COMMIT;

/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
